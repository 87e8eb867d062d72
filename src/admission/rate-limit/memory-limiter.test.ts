import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { testClock } from './limiters.test.kit.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import { minuteMs } from './rate-limiter.ts';

it('forgets keys that are idle for a minute while others are counted', () => {
  const clock = testClock();
  const limiter = createMemoryLimiter(clock);
  for (let key = 0; key < 20_000; key += 1) limiter.count(`idle ${key}`, 10);
  clock.nowMs += minuteMs;
  for (let index = 0; index < 20_000; index += 1) limiter.count('busy', 10);
  assert.equal(limiter.size(), 1);
});

it('never remembers more than a hundred thousand keys, however many come', () => {
  const limiter = createMemoryLimiter(testClock());
  let most = 0;
  for (let key = 0; key < 250_000; key += 1) {
    limiter.count(`key ${key}`, 10);
    most = Math.max(most, limiter.size());
  }
  assert.ok(most <= 100_001, `${most} keys`);
});

it('keeps a key that is used without a pause within the memory of a thousand groups', () => {
  const clock = testClock();
  const limiter = createMemoryLimiter(clock);
  const countFor = (minutes: number) => {
    const endMs = clock.nowMs + minutes * minuteMs;
    while (clock.nowMs < endMs) {
      limiter.count('busy', 1_000_000);
      clock.nowMs += 1;
    }
  };
  countFor(2);
  const beforeBytes = process.memoryUsage().heapUsed;
  countFor(20);
  assert.ok(process.memoryUsage().heapUsed - beforeBytes < 20_000_000);
});

it('has the places again that were given back, and no more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 200 }),
      fc.integer({ min: 1, max: 20 }),
      (steps, limit) => {
        const limiter = createMemoryLimiter(testClock());
        let taken = 0;
        for (const takes of steps) {
          if (takes) {
            const { admitted } = limiter.count('key', limit);
            assert.equal(admitted, taken < limit);
            if (admitted) taken += 1;
          } else if (taken > 0) {
            limiter.giveBack('key');
            taken -= 1;
          }
        }
      },
    ),
  );
});
