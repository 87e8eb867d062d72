import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTailBytes } from './tail-bytes.ts';

describe('the tail of a stream', () => {
  it('is its last bytes, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 12, maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (bytes, cuts) => {
          const whole = Buffer.from(bytes);
          const tail = createTailBytes(12);
          let at = 0;
          for (const cut of [...cuts, whole.length]) {
            const end = Math.min(whole.length, at + cut);
            tail.take(whole, at, end);
            at = end;
          }
          assert.deepEqual(tail.bytes, whole.subarray(-12));
        },
      ),
    );
  });
});
