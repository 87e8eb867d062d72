import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRestartDelay } from './restart-delay.ts';

test('a worker that ends again and again soon after its start waits longer each time, and never over half a minute', () => {
  const delayAfter = createRestartDelay();
  const delays = Array.from({ length: 40 }, () => delayAfter(1_000));
  assert.deepEqual(delays.slice(0, 9), [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.equal(Math.max(...delays), 30_000);
});

test('one that lived for a minute starts over', () => {
  const delayAfter = createRestartDelay();
  for (let count = 0; count < 5; count += 1) delayAfter(0);
  assert.equal(delayAfter(60_000), 250);
  assert.equal(delayAfter(59_999), 500);
});
