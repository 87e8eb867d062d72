import { encodeBase64 } from '../lib/base64/base64-encode.ts';

/** The bytes of a stream as padded base64 texts of at most 64 Ki characters; up to two bytes wait for the next chunk. */
export async function* base64Texts(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let carry = Buffer.alloc(0);
  for await (const chunk of bytes) {
    let start = 0;
    if (carry.length > 0) {
      start = Math.min(3 - carry.length, chunk.length);
      carry = Buffer.concat([carry, chunk.subarray(0, start)]);
      if (carry.length < 3) continue;
      yield carry.toString('base64');
    }
    const end = chunk.length - ((chunk.length - start) % 3);
    yield* encodeBase64(chunk, start, end);
    carry = Buffer.from(chunk.subarray(end));
  }
  if (carry.length > 0) yield carry.toString('base64');
}
