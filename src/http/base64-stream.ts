/** The bytes of a stream as padded base64 text, chunk by chunk; up to two bytes wait for the next chunk. */
export async function* base64Stream(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let carry = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const whole = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
    const usable = whole.length - (whole.length % 3);
    if (usable > 0) yield Buffer.from(whole.toString('base64', 0, usable), 'latin1');
    carry = Buffer.from(whole.subarray(usable));
  }
  if (carry.length > 0) yield Buffer.from(carry.toString('base64'), 'latin1');
}
