import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, type FailureCode, failures } from '../generation/failure.ts';
import type { Attempt } from '../generation/outcome.ts';
import type { Candidate } from './candidates.ts';
import { channelsOf, type TestRouter, testRouter } from './routing.test.kit.ts';
import { tryCandidates } from './try-candidates.ts';

const models = { 'nano-banana-2': ['gemini-3.1-flash-image'] };
const three = () =>
  channelsOf(
    { id: 'a', models, priority: 1 },
    { id: 'b', models, priority: 2 },
    { id: 'c', models, priority: 3 },
  );

interface Run {
  readonly attempts: Attempt[];
  readonly failure: Failure | undefined;
}

async function run(
  test: TestRouter,
  answer: (candidate: Candidate, secret: string) => Failure | undefined,
  candidates = test.plan().candidates,
): Promise<Run> {
  const attempts: Attempt[] = [];
  let failure: Failure | undefined;
  await tryCandidates({
    slot: 1,
    candidates,
    clock: test.clock,
    budget: test.router.budgets.live,
    deadlineMs: 1_000_000_000,
    committed: () => false,
    enter: (way) => test.router.enter(way, way.isForced),
    record: (attempt) => attempts.push(attempt),
    async attempt(candidate, permit) {
      const wrong = answer(candidate, permit.credential.secret);
      if (wrong) throw wrong;
      return 'drawn';
    },
  }).catch((error: Failure) => {
    failure = error;
  });
  return { attempts, failure };
}

const tried = ({ attempts }: Run) => attempts.map(({ channel, result }) => `${channel} ${result}`);

describe('attempts', () => {
  it('obey the failure table for each of its codes', async () => {
    for (const code of Object.keys(failures) as FailureCode[]) {
      const { attempts } = await run(testRouter(three()), () => new Failure(code));
      const channels = new Set(attempts.map(({ channel }) => channel));
      const expected = {
        never: [1, 1],
        'same-channel': [3, 1],
        'another-channel': [3, 3],
      }[failures[code].retry];
      assert.deepEqual([attempts.length, channels.size], expected, code);
    }
  });

  it('reach official channels though more value channels fail at once than a request may try', async () => {
    const channels = channelsOf(
      ...['v1', 'v2', 'v3', 'v4', 'v5'].map((id) => ({ id, models, tier: 'value' as const })),
      { id: 'o1', models },
    );
    const outage = ({ channel }: Candidate) =>
      channel.tier === 'value' ? new Failure('upstream_unavailable') : undefined;
    const { attempts, failure } = await run(testRouter(channels), outage);
    assert.equal(failure, undefined);
    assert.deepEqual([attempts.length, attempts.at(-1)?.channel], [3, 'o1']);
  });

  it('of a blocked prompt number one, and the channel keeps its good name', async () => {
    const test = testRouter(three());
    for (let index = 0; index < 50; index += 1) {
      const { attempts } = await run(test, () => new Failure('content_blocked'));
      assert.equal(attempts.length, 1);
    }
    assert.equal(test.plan().candidates.length, 3);
    assert.equal(test.router.health.vitals('a', 'gemini-3.1-flash-image').errorRate, 0);
  });

  it('stop after an answer that was lost where the upstream charges for what it took', async () => {
    const test = testRouter(three());
    const lost = () => new Failure('upstream_timeout', { outcomeUnknown: true });
    const billing = test.plan().candidates.map((candidate) => ({
      ...candidate,
      capabilities: { ...candidate.capabilities, billsOnSubmit: true },
    }));
    assert.equal((await run(test, lost, billing)).attempts.length, 1);
    assert.equal((await run(testRouter(three()), lost)).attempts.length, 3);
    const refused = () => new Failure('upstream_unavailable');
    assert.equal((await run(testRouter(three()), refused, billing)).attempts.length, 3);
  });

  it('stay within a tenth more calls than requests while everything fails, whatever opens', async () => {
    const test = testRouter(three());
    let calls = 0;
    let requests = 0;
    for (; requests < 2_000; requests += 1) {
      test.clock.ms += 100;
      const { attempts } = await run(test, () => new Failure('upstream_unavailable'));
      calls += attempts.length;
    }
    assert.ok(calls <= requests * 1.1, `${calls} calls for ${requests} requests`);
  });

  it('go on with another credential of the channel when one is refused, and leave that one alone', async () => {
    const channels = channelsOf({ id: 'a', models, credential: 'bad', credentials: ['good'] });
    const test = testRouter(channels);
    const used: string[] = [];
    const answer = (_: Candidate, secret: string) => {
      used.push(secret);
      return secret === 'bad' ? new Failure('upstream_denied', { upstreamStatus: 401 }) : undefined;
    };
    assert.deepEqual(tried(await run(test, answer)), ['a upstream_denied', 'a delivered']);
    for (let index = 0; index < 20; index += 1) await run(test, answer);
    assert.deepEqual(used.slice(0, 2), ['bad', 'good']);
    assert.equal(used.filter((secret) => secret === 'bad').length, 1);
  });

  it('leave a channel whose only credential is refused after one call', async () => {
    const test = testRouter(three());
    const answer = ({ channel }: Candidate) =>
      channel.id === 'a' ? new Failure('upstream_denied') : undefined;
    assert.deepEqual(tried(await run(test, answer)), ['a upstream_denied', 'b delivered']);
    assert.deepEqual(tried(await run(test, answer)), ['b delivered']);
  });

  it('keep away from a channel for as long as its retryDelay says', async () => {
    const test = testRouter(three());
    const limited = ({ channel }: Candidate) =>
      channel.id === 'a' ? new Failure('upstream_rate_limited', { retryAfterMs: 9_000 }) : undefined;
    await run(test, limited);
    for (; test.clock.ms < 9_000; test.clock.ms += 500) {
      assert.deepEqual(tried(await run(test, limited)), ['b delivered']);
    }
    assert.deepEqual(tried(await run(test, () => undefined)), ['a delivered']);
  });
});
