import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSignInLimit } from './sign-in-limit.ts';

it('refuses an address that tries many names, whatever they are, and admits it a minute later', () => {
  let nowMs = 1_800_000_000_000;
  const limit = createSignInLimit({ now: () => nowMs });
  const admitted = (address: string, name: string) => {
    try {
      limit.count(address, name);
      return true;
    } catch {
      return false;
    }
  };
  const tries = Array.from({ length: 32 }, (_, index) => admitted('192.0.2.1', `guess-${index}`));
  assert.deepEqual(tries, [...Array(30).fill(true), false, false]);
  assert.equal(admitted('192.0.2.2', 'guess-0'), true, 'others are not held up');
  assert.doesNotThrow(() => limit.count('192.0.2.1', undefined), 'nor are links');
  const of64 = Array.from({ length: 31 }, (_, index) => admitted(`2001:db8::${index + 1}`, `guess-${index}`));
  assert.equal(of64.filter(Boolean).length, 30, 'a customer of IPv6 has one address here');
  nowMs += 61_000;
  assert.equal(admitted('192.0.2.1', 'guess-0'), true);
});
