import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createSealer, isSealed, SealError } from './seal.ts';

const key = () => randomBytes(32).toString('base64');
const place = 'callback_secret:acc_1';

describe('a sealed secret', () => {
  it('opens to the same text, whatever text it is', () => {
    const sealer = createSealer([key()]);
    for (const text of ['', 'whsec_abc', 'a:b:c', '🍌\u0000 end', 'x'.repeat(10_000)]) {
      const sealed = sealer.seal(text, place);
      assert.equal(sealer.open(sealed, place), text);
      assert.ok(isSealed(sealed));
      assert.match(sealed, /^sealed:v1:[0-9a-f]{8}:[\w-]+$/);
    }
  });

  it('shows nothing of its text and is never the same twice', () => {
    const sealer = createSealer([key()]);
    const one = sealer.seal('canary-canary-canary', place);
    assert.notEqual(one, sealer.seal('canary-canary-canary', place));
    const bytes = Buffer.from(one.split(':').at(-1) as string, 'base64url');
    assert.ok(!bytes.includes('canary'));
  });

  it('does not open at another place, with any bit changed, cut short, or with another key', () => {
    const sealer = createSealer([key()]);
    const sealed = sealer.seal('whsec_secret', place);
    assert.throws(() => sealer.open(sealed, 'callback_secret:acc_2'), SealError);
    assert.throws(() => createSealer([key()]).open(sealed, place), /sealed with the master key [0-9a-f]{8}/);
    const at = sealed.lastIndexOf(':') + 1;
    const bytes = Buffer.from(sealed.slice(at), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.throws(() => sealer.open(sealed.slice(0, at) + changed.toString('base64url'), place), SealError);
    }
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = sealed.slice(0, at) + bytes.subarray(0, length).toString('base64url');
      assert.throws(() => sealer.open(cut, place), SealError);
    }
    assert.throws(() => sealer.open('whsec_plain', place), SealError);
  });

  it('opens with the old key behind a new one, and is then due to be sealed again', () => {
    const [old, fresh] = [key(), key()];
    const sealed = createSealer([old]).seal('whsec_secret', place);
    const both = createSealer([fresh, old]);
    assert.equal(both.open(sealed, place), 'whsec_secret');
    assert.equal(both.isCurrent(sealed), false);
    assert.equal(both.isCurrent('whsec_plain'), false);
    const again = both.seal(both.open(sealed, place), place);
    assert.equal(both.isCurrent(again), true);
    assert.equal(createSealer([fresh]).open(again, place), 'whsec_secret');
  });

  it('is never made without a key, or with a short one', () => {
    assert.throws(() => createSealer([]), RangeError);
    assert.throws(() => createSealer(['x'.repeat(31)]), RangeError);
  });
});
