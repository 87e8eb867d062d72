/** The last bytes of what passed by. */
export interface TailBytes {
  take(buffer: Buffer, start: number, end: number): void;
  readonly bytes: Buffer;
}

export function createTailBytes(length: number): TailBytes {
  const bytes = Buffer.alloc(length);
  return {
    bytes,
    take(buffer, start, end) {
      const size = end - start;
      if (size >= length) {
        buffer.copy(bytes, 0, end - length, end);
        return;
      }
      bytes.copyWithin(0, size);
      buffer.copy(bytes, length - size, start, end);
    },
  };
}

const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');
export const tailLength = pngEnd.length;

/**
 * Whether these are the last bytes of a whole PNG or JPEG. Only a yes counts: other bytes may follow a picture, and
 * then the file has to be looked at. A JPEG whose header was read and that ends in EOI was not cut: in front of its
 * end, FF D9 stands only in thumbnails, which come before the header.
 */
export function isPictureEnd(format: string, tail: Buffer): boolean {
  if (format === 'png') return tail.equals(pngEnd);
  return format === 'jpeg' && tail.readUInt16BE(tail.length - 2) === 0xffd9;
}
