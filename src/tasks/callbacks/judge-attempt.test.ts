import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AttemptResult, judgeAttempt } from './judge-attempt.ts';
import { retryDelaysMs } from './retry-schedule.ts';

const hourMs = 3_600_000;
const nowMs = 1_800_000_000_000;
const judge = (result: Partial<AttemptResult>, attempts = 1, chance = 0.5) =>
  judgeAttempt({ startedAtMs: nowMs, durationMs: 1, ...result }, { attempts, nowMs, chance });

describe('what follows from an attempt', () => {
  it('is the end for every 2xx and for nothing else', () => {
    for (let status = 200; status < 600; status += 1) {
      const { state } = judge({ status });
      const expected = status < 300 ? 'delivered' : status === 410 ? 'stopped' : 'pending';
      assert.equal(state, expected, String(status));
    }
    assert.equal(judge({ error: 'connect_failed' }).state, 'pending');
  });

  it('follows a schedule of ten attempts over 75 h 35 min and then gives up', () => {
    let atMs = nowMs;
    let attempts = 0;
    for (;;) {
      attempts += 1;
      const verdict = judge({ status: 500 }, attempts);
      if (verdict.nextAtMs === undefined) {
        assert.equal(verdict.state, 'exhausted');
        break;
      }
      atMs += verdict.nextAtMs - nowMs;
    }
    assert.equal(attempts, 10);
    assert.equal(atMs - nowMs, 75 * hourMs + 35 * 60_000 + 5_000);
  });

  it('spreads each delay by up to a fifth either way', () => {
    for (const [attempts, delayMs] of [...retryDelaysMs.entries()].slice(1)) {
      const waits = [0, 0.5, 1 - 2 ** -53].map(
        (chance) => (judge({ status: 503 }, attempts, chance).nextAtMs as number) - nowMs,
      );
      assert.deepEqual(
        waits.map((wait) => Math.round((wait / delayMs) * 1000) / 1000),
        [0.8, 1, 1.2],
      );
    }
  });

  it('waits as long as 429, 502, 503 and 504 ask, in seconds or by date, at most a day', () => {
    const waitOf = (status: number, retryAfter: string) =>
      (judge({ status, retryAfter }).nextAtMs as number) - nowMs;
    for (const status of [429, 502, 503, 504]) {
      assert.equal(waitOf(status, '3600'), hourMs);
      assert.equal(waitOf(status, new Date(nowMs + 2 * hourMs).toUTCString()), 2 * hourMs);
      assert.equal(waitOf(status, '999999'), 24 * hourMs);
      // Never sooner than the schedule, and never confused by what is no time.
      for (const other of ['0', '-5', 'soon', '', new Date(nowMs - hourMs).toUTCString()]) {
        assert.equal(waitOf(status, other), 5_000, other);
      }
    }
    assert.equal(waitOf(500, '3600'), 5_000);
    assert.equal(waitOf(301, '3600'), 5_000);
  });
});
