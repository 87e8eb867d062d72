import { crc32 } from './crc32.ts';
import type { PictureFormat } from './picture-format.ts';

interface Filler {
  readonly bytes: Buffer;
  readonly base64: Buffer;
}

/** Divisible by 3 (base64 pieces can be joined) and below the 65,535 bytes of a JPEG segment. */
const blockBytes = 48 * 1024;

const fillers = new Map<PictureFormat, Filler>();

/** The one filler block of a format: a JPEG comment segment or a private, ignorable PNG chunk. */
export function fillerBlock(format: PictureFormat): Filler {
  let filler = fillers.get(format);
  if (!filler) {
    const bytes = format === 'jpeg' ? jpegComment(blockBytes) : pngChunk(blockBytes);
    filler = { bytes, base64: Buffer.from(bytes.toString('base64'), 'latin1') };
    fillers.set(format, filler);
  }
  return filler;
}

/** Splits a file where filler may stand, so that head + fillers + tail is at least `minBytes` long and still valid. */
export function padding(
  format: PictureFormat,
  file: Buffer,
  minBytes: number,
): { head: Buffer; tail: Buffer; fillers: number } {
  if (minBytes <= file.length) return { head: file, tail: Buffer.alloc(0), fillers: 0 };
  if (format === 'webp') throw new TypeError('a WebP file cannot be padded');
  const count = Math.ceil((minBytes - file.length) / blockBytes);
  // PNG: after the signature and IHDR, 33 bytes. JPEG: after SOI and a comment that fills up to 33 bytes.
  const head =
    format === 'png' ? file.subarray(0, 33) : Buffer.concat([file.subarray(0, 2), jpegComment(31)]);
  return { head, tail: file.subarray(format === 'png' ? 33 : 2), fillers: count };
}

function jpegComment(totalBytes: number): Buffer {
  const segment = noise(totalBytes);
  segment.writeUInt16BE(0xfffe, 0);
  segment.writeUInt16BE(totalBytes - 2, 2);
  return segment;
}

function pngChunk(totalBytes: number): Buffer {
  const chunk = noise(totalBytes);
  chunk.writeUInt32BE(totalBytes - 12, 0);
  chunk.write('plNt', 4, 'latin1');
  chunk.writeUInt32BE(crc32(chunk.subarray(4, totalBytes - 4)), totalBytes - 4);
  return chunk;
}

/** Incompressible like a real image; the same on every run. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x9e3779b9;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
