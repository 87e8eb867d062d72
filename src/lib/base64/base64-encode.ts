/** Bytes encoded at a time: a multiple of 3, and its text stays below V8's 128 KB large-object limit. */
export const encodeSliceBytes = 48 * 1024;

/** Characters that `sizeBytes` bytes take as padded base64. */
export const encodedLength = (sizeBytes: number): number => Math.ceil(sizeBytes / 3) * 4;

/**
 * Encodes a range as a series of texts of at most 64 Ki characters. All but the last are free of padding,
 * so ranges whose sizes are multiples of 3 may be encoded one after another.
 */
export function* encodeBase64(buffer: Buffer, start: number, end: number): Generator<string> {
  for (let at = start; at < end; at += encodeSliceBytes) {
    yield buffer.toString('base64', at, Math.min(end, at + encodeSliceBytes));
  }
}
