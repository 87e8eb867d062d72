import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { limiterKinds, startTestRedis, type TestLimiter, testClock } from './limiters.test.kit.ts';
import { minuteMs } from './rate-limiter.ts';

const redis = await startTestRedis();
after(() => redis?.stop());

/** What a group of admissions may span. */
const slackMs = minuteMs / 1_000;
const numRuns = (cheap: number, dear: number, name: string) =>
  Number(process.env.PLANTAIN_FUZZ_RUNS ?? (name === 'memory' ? cheap : dear));

/** How long until the next request: none, a few ms, or up to over a minute. */
const pause = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 90 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 9_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 50_000, max: 70_000 }) },
);
const limits = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 60 }));

for (const kind of limiterKinds(redis)) {
  describe(`the sliding limit in ${kind.name}`, () => {
    let keys = 0;
    const newKey = () => `key ${++keys}`;
    const clock = testClock();
    const opened: TestLimiter[] = [];
    const open = async () => {
      opened[0] ??= await kind.open(clock);
      return opened[0];
    };
    after(async () => {
      for (const limiter of opened) await limiter.close();
    });

    it('admits never more than the limit in any 60 s, and refuses only while that many count', async () => {
      const limiter = await open();
      await fc.assert(
        fc.asyncProperty(limits, fc.array(pause, { minLength: 1, maxLength: 150 }), async (limit, pauses) => {
          const key = newKey();
          const admittedMs: number[] = [];
          for (const waitMs of pauses) {
            clock.nowMs += waitMs;
            const { admitted, remaining } = await limiter.count(key, limit);
            const counted = admittedMs.filter((atMs) => atMs > clock.nowMs - minuteMs).length;
            const lately = admittedMs.filter((atMs) => atMs > clock.nowMs - minuteMs - slackMs).length;
            if (admitted) admittedMs.push(clock.nowMs);
            else assert.ok(lately >= limit, `refused with ${lately} of ${limit}`);
            const free = limit - counted - (admitted ? 1 : 0);
            assert.ok(remaining <= free && remaining >= 0, `${remaining} remaining, ${free} free`);
          }
          for (let first = 0; first + limit < admittedMs.length; first += 1) {
            assert.ok(admittedMs[first + limit]! - admittedMs[first]! >= minuteMs);
          }
        }),
        { numRuns: numRuns(400, 25, kind.name) },
      );
    });

    it('admits after exactly the wait it told, and not a millisecond sooner', async () => {
      const limiter = await open();
      await fc.assert(
        fc.asyncProperty(limits, fc.array(pause, { maxLength: 80 }), async (limit, pauses) => {
          const key = newKey();
          for (const waitMs of pauses) {
            clock.nowMs += waitMs;
            await limiter.count(key, limit);
          }
          let last = await limiter.count(key, limit);
          while (last.admitted) last = await limiter.count(key, limit);
          assert.ok(last.nextMs > 0 && last.nextMs <= minuteMs && last.resetMs >= last.nextMs);
          clock.nowMs += last.nextMs - 1;
          assert.equal((await limiter.count(key, limit)).admitted, false);
          clock.nowMs += 1;
          assert.equal((await limiter.count(key, limit)).admitted, true);
        }),
        { numRuns: numRuns(300, 25, kind.name) },
      );
    });

    it('keeps the limit and the promised wait when the wall clock is set back, by an hour or a moment', async () => {
      const limiter = await open();
      const jump = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 1, max: 3_700_000 }));
      await fc.assert(
        fc.asyncProperty(limits, fc.array(fc.tuple(pause, jump), { maxLength: 80 }), async (limit, steps) => {
          const key = newKey();
          const admittedMs: number[] = [];
          // Time that really passed: what every wall clock shows between two jumps.
          let elapsedMs = 0;
          for (const [waitMs, backMs] of steps) {
            clock.nowMs += waitMs - backMs;
            elapsedMs += waitMs;
            const { admitted, nextMs } = await limiter.count(key, limit);
            assert.ok(nextMs <= minuteMs, `locked out for ${nextMs} ms`);
            if (admitted) admittedMs.push(elapsedMs);
          }
          for (let first = 0; first + limit < admittedMs.length; first += 1) {
            assert.ok(admittedMs[first + limit]! - admittedMs[first]! >= minuteMs);
          }
          clock.nowMs += minuteMs;
          assert.equal((await limiter.count(key, limit)).admitted, true);
        }),
        { numRuns: numRuns(300, 25, kind.name) },
      );
    });

    it('refuses the 10,001st of a minute and gives its places back as they were taken', async () => {
      const limiter = await open();
      const key = newKey();
      const startMs = clock.nowMs;
      for (let index = 0; index < 10_000; index += 1) {
        clock.nowMs = startMs + Math.floor(index * 3);
        assert.equal((await limiter.count(key, 10_000)).admitted, true);
      }
      const refused = await limiter.count(key, 10_000);
      assert.deepEqual([refused.admitted, refused.remaining], [false, 0]);
      clock.nowMs += refused.nextMs;
      assert.equal((await limiter.count(key, 10_000)).admitted, true);
      clock.nowMs = startMs + minuteMs + 15_000;
      let back = 0;
      while ((await limiter.count(key, 10_000)).admitted) back += 1;
      // 5,000 of the first half minute have left but for the group that is leaving, and one was taken above.
      assert.ok(back > 4_970 && back <= 5_000, `${back} came back`);
    });

    it('asks for a longer wait where a limit was lowered below what was admitted', async () => {
      const limiter = await open();
      const key = newKey();
      for (let index = 0; index < 10; index += 1) {
        await limiter.count(key, 10);
        clock.nowMs += 1_000;
      }
      const refused = await limiter.count(key, 3);
      // The eighth came at 7 s; when it is out of the window two are left.
      assert.deepEqual([refused.admitted, refused.nextMs], [false, 57_000]);
      clock.nowMs += refused.nextMs;
      assert.equal((await limiter.count(key, 3)).admitted, true);
    });

    it('counts each key alone, and admits nothing where the limit is 0', async () => {
      const limiter = await open();
      const [busy, idle, none] = [newKey(), newKey(), newKey()];
      for (let index = 0; index < 3; index += 1) await limiter.count(busy, 2);
      const { admitted, remaining } = await limiter.count(idle, 2);
      assert.deepEqual([admitted, remaining], [true, 1]);
      const refused = await limiter.count(none, 0);
      assert.deepEqual([refused.admitted, refused.nextMs], [false, minuteMs]);
    });

    it('admits exactly the limit of requests that come at the same time', async () => {
      const limiter = await open();
      const key = newKey();
      const counts = await Promise.all(Array.from({ length: 900 }, () => limiter.count(key, 300)));
      assert.equal(counts.filter(({ admitted }) => admitted).length, 300);
    });

    it('gives places back by the time that passes where no clock is injected', async () => {
      const limiter = await kind.open(undefined, 300);
      try {
        assert.equal((await limiter.count('real', 1)).admitted, true);
        const refused = await limiter.count('real', 1);
        assert.equal(refused.admitted, false);
        // A timer may fire a millisecond early.
        await sleep(refused.nextMs + 2);
        assert.equal((await limiter.count('real', 1)).admitted, true);
      } finally {
        await limiter.close();
      }
    });
  });
}

describe('memory and Redis', { skip: redis ? false : 'needs Redis' }, () => {
  it('answer the same questions alike', async () => {
    const clock = testClock();
    const limiters = await Promise.all(limiterKinds(redis).map((kind) => kind.open(clock)));
    const step = fc.tuple(pause, fc.integer({ min: 0, max: 12 }));
    await fc.assert(
      fc.asyncProperty(fc.uuid(), fc.array(step, { maxLength: 100 }), async (key, steps) => {
        for (const [waitMs, limit] of steps) {
          clock.nowMs += waitMs;
          const [memory, shared] = await Promise.all(limiters.map((limiter) => limiter.count(key, limit)));
          assert.deepEqual(shared, memory);
        }
      }),
      { numRuns: numRuns(30, 30, 'Redis') },
    );
    for (const limiter of limiters) await limiter.close();
  });
});
