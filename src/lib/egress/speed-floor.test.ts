import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpeedFloor } from './speed-floor.ts';

test('a body under 32 KiB a second is too slow after five seconds, not before', () => {
  let nowMs = 0;
  const floor = new SpeedFloor(() => nowMs);
  for (nowMs = 0; nowMs <= 5_000; nowMs += 100) assert.equal(floor.tooSlow(1), false);
  nowMs = 5_001;
  assert.equal(floor.tooSlow(1), true);
});

test('a body just over the floor is never too slow, and one that stops being so is', () => {
  let nowMs = 0;
  const floor = new SpeedFloor(() => nowMs);
  for (nowMs = 100; nowMs <= 60_000; nowMs += 100) assert.equal(floor.tooSlow(3_300), false, `${nowMs}`);
  while (!floor.tooSlow(100) && nowMs < 120_000) nowMs += 100;
  assert.ok(nowMs < 62_000);
});

test('time in which the receiver held the body back does not count', () => {
  let nowMs = 0;
  const floor = new SpeedFloor(() => nowMs);
  nowMs = 60_000;
  floor.restart();
  assert.equal(floor.tooSlow(1), false);
});
