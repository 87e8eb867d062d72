import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allTimeLeft } from './time-left.ts';

test('an answer may be silent for all the time of its try: before its head, and between a thought and the image', () => {
  const { headMs, bodyIdleMs, totalMs } = allTimeLeft({ clock: { now: () => 1_000 }, deadlineMs: 181_000 });
  assert.deepEqual([headMs, bodyIdleMs, totalMs], [180_000, 180_000, 180_000]);
});
