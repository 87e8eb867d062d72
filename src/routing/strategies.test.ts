import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../generation/failure.ts';
import type { RoutePlan } from './candidates.ts';
import { channelsOf, testRouter } from './routing.test.kit.ts';

const models = { 'nano-banana-2': ['gemini-3.1-flash-image'] };
const six = channelsOf(
  { id: 'o1', tier: 'official', priority: 1, models },
  { id: 'o2', tier: 'official', priority: 2, models },
  { id: 'v1', tier: 'value', priority: 1, models },
  { id: 'v2', tier: 'value', priority: 2, models },
);
const order = ({ candidates }: RoutePlan) => candidates.map(({ channel }) => channel.id);
const reasons = ({ excluded }: RoutePlan) =>
  Object.fromEntries(excluded.map(({ channel, reason }) => [channel, reason]));

describe('the strategies', () => {
  it('auto tries value channels first and official ones after them', () => {
    assert.deepEqual(order(testRouter(six).plan({ strategy: 'auto' })), ['v1', 'v2', 'o1', 'o2']);
    assert.deepEqual(order(testRouter(six).plan()), ['v1', 'v2', 'o1', 'o2']);
  });

  it('auto goes to official channels alone while the value channels have trouble', () => {
    const { router, plan } = testRouter(six);
    for (const id of ['v1', 'v2']) {
      const way = plan().candidates.find(({ channel }) => channel.id === id);
      assert.ok(way);
      for (let call = 0; call < 5; call += 1)
        router.enter(way, false)?.leave(new Failure('upstream_unavailable'), 0);
    }
    const troubled = plan();
    assert.deepEqual(order(troubled), ['o1', 'o2']);
    assert.match(reasons(troubled).v1 ?? '', /resting/);
  });

  it('value never reaches an official channel, also when there is no other', () => {
    assert.deepEqual(order(testRouter(six).plan({ strategy: 'value' })), ['v1', 'v2']);
    const plan = testRouter(channelsOf({ id: 'o1', models })).plan({ strategy: 'value' });
    assert.deepEqual([order(plan), reasons(plan)], [[], { o1: 'is an official channel' }]);
  });

  it('official never reaches a value channel, also when there is no other', () => {
    assert.deepEqual(order(testRouter(six).plan({ strategy: 'official' })), ['o1', 'o2']);
    const plan = testRouter(channelsOf({ id: 'v1', tier: 'value', models })).plan({ strategy: 'official' });
    assert.deepEqual([order(plan), reasons(plan)], [[], { v1: 'is a value channel' }]);
    assert.equal(plan.retryAfterMs, undefined);
  });

  it('a pinned channel is the only one, whatever the strategy and however it is', () => {
    assert.deepEqual(order(testRouter(six).plan({ strategy: 'value', channel: 'o2' })), ['o2']);
    const { router, plan } = testRouter(six);
    const [way] = plan({ channel: 'v1' }).candidates;
    assert.ok(way);
    router.enter(way, true)?.leave(new Failure('upstream_model_gone'), 0);
    assert.deepEqual(order(plan({ channel: 'v1' })), ['v1']);
    assert.equal(order(plan()).includes('v1'), false);
  });

  it('auto keeps official channels to fail over to, however many value channels there are', () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      id: `v${index}`,
      tier: 'value' as const,
      models,
    }));
    const ids = order(testRouter(channelsOf(...many, { id: 'o1', models })).plan());
    assert.deepEqual([ids.length, ids.at(-1)], [11, 'o1']);
  });

  it('a channel that may be tried again is, by the next request, before its healthy equals', () => {
    const equals = channelsOf({ id: 'a', models }, { id: 'b', models, weight: 1_000 });
    const { router, plan, clock } = testRouter(equals, () => 0.001);
    const sick = plan().candidates.find(({ channel }) => channel.id === 'a');
    assert.ok(sick);
    for (let call = 0; call < 5; call += 1)
      router.enter(sick, true)?.leave(new Failure('upstream_unavailable'), clock.ms);
    assert.deepEqual(order(plan()), ['b']);
    clock.ms = sick.vitals.circuit.openUntilMs;
    assert.deepEqual(order(plan()), ['a', 'b']);
    const [probe] = plan().candidates;
    assert.ok(probe);
    router.enter(probe, false)?.leave(undefined, clock.ms);
    assert.deepEqual(order(plan())[0], 'b');
  });

  it('channels are tried again after an outage of all of them, though it used up every retry', () => {
    const { router, plan, clock } = testRouter(six);
    const budget = router.budgets.live;
    while (budget.canSpend) budget.spend();
    for (const way of plan().candidates)
      for (let call = 0; call < 20; call += 1)
        router.enter(way, true)?.leave(new Failure('upstream_unavailable'), clock.ms);
    assert.deepEqual(order(plan()), []);
    clock.ms += 5_000;
    assert.deepEqual(order(plan()), ['v1', 'v2', 'o1', 'o2']);
  });

  it('a request with nowhere else to go is tried on what rests, until twenty calls in a row proved it useless', () => {
    const { router, plan } = testRouter(channelsOf({ id: 'o1', models }));
    let calls = 0;
    for (;;) {
      const [way] = plan().candidates;
      if (!way) break;
      router.enter(way, way.isForced)?.leave(new Failure('upstream_unavailable'), 0);
      calls += 1;
    }
    assert.equal(calls, 20);
    assert.ok((plan().retryAfterMs ?? 0) >= 1_000);
  });

  it('a sole channel that answers again is used at once where the clock was set back', () => {
    const { router, plan, clock } = testRouter(channelsOf({ id: 'o1', models }));
    clock.ms = 7_200_000;
    for (const way of plan().candidates)
      for (let call = 0; call < 20; call += 1)
        router.enter(way, true)?.leave(new Failure('upstream_unavailable'), clock.ms);
    assert.deepEqual(order(plan()), []);
    clock.ms -= 3_600_000;
    const [way] = plan().candidates;
    assert.ok(way);
    const permit = router.enter(way, way.isForced);
    assert.deepEqual([order(plan()), plan().retryAfterMs], [[], 1_000]);
    permit?.leave(undefined, clock.ms);
    assert.deepEqual(order(plan()), ['o1']);
  });

  it('a channel is chosen no less because the clock was set back during a call', () => {
    const two = channelsOf({ id: 'a', models }, { id: 'b', models });
    let draws = 0;
    const { router, plan, clock } = testRouter(two, () => (draws++ % 2 === 0 ? 0.6 : 0.4));
    clock.ms = 7_200_000;
    assert.deepEqual(order(plan()), ['a', 'b']);
    const [way] = plan().candidates;
    assert.ok(way);
    const permit = router.enter(way, false);
    clock.ms -= 3_600_000;
    permit?.leave(undefined, clock.ms);
    assert.deepEqual(order(plan()), ['a', 'b']);
  });

  it('a request with nowhere else to go still waits as long as a retryDelay says', () => {
    const { router, plan, clock } = testRouter(channelsOf({ id: 'o1', models }));
    const [way] = plan().candidates;
    assert.ok(way);
    router.enter(way, false)?.leave(new Failure('upstream_rate_limited', { retryAfterMs: 6_000 }), 0);
    assert.deepEqual([order(plan()), plan().retryAfterMs], [[], 6_000]);
    clock.ms = 6_000;
    assert.deepEqual(order(plan()), ['o1']);
  });

  it('a fallback id comes after the first id of every channel', () => {
    const channels = channelsOf({ id: 'o1' }, { id: 'v1', tier: 'value' });
    const ways = testRouter(channels)
      .plan()
      .candidates.map(({ channel, upstream }) => `${channel.id} ${upstream.id}`);
    assert.deepEqual(ways, [
      'v1 gemini-3.1-flash-image',
      'o1 gemini-3.1-flash-image',
      'v1 gemini-nano-banana-2.1',
      'o1 gemini-nano-banana-2.1',
    ]);
  });
});

describe('eligibility', () => {
  it('several references go to official channels, and to value channels verified for them', () => {
    const channels = channelsOf(
      { id: 'o1', models },
      { id: 'v1', tier: 'value', models },
      { id: 'v2', tier: 'value', models, capabilities: { several_references: true } },
    );
    const { plan } = testRouter(channels);
    assert.deepEqual(order(plan({}, [10])).sort(), ['o1', 'v1', 'v2']);
    assert.deepEqual(order(plan({}, [10, 10])).sort(), ['o1', 'v2']);
    const none = testRouter(channelsOf({ id: 'v1', tier: 'value', models })).plan(
      { strategy: 'value' },
      [1, 1],
    );
    assert.deepEqual(reasons(none), { v1: 'is not verified for more than one reference' });
  });

  it('several references go to a value channel that is pinned, so that a check can find out, unless it says no', () => {
    const channels = channelsOf(
      { id: 'v1', tier: 'value', models },
      { id: 'v2', tier: 'value', models, capabilities: { several_references: false } },
    );
    const { plan } = testRouter(channels);
    assert.deepEqual(order(plan({ channel: 'v1' }, [10, 10])), ['v1']);
    assert.deepEqual(reasons(plan({ channel: 'v2' }, [10, 10])).v2, 'takes only one reference');
  });

  it('counts and bytes of references beyond what a channel takes rule it out, with the reason', () => {
    const channels = channelsOf(
      { id: 'few', models, capabilities: { max_references: 2 } },
      { id: 'small', models, capabilities: { max_reference_bytes: 1_000 } },
      { id: 'tight', models, capabilities: { max_request_bytes: 4_000 } },
    );
    const plan = testRouter(channels).plan({}, [1_001, 1_001, 1_001]);
    assert.deepEqual(reasons(plan), {
      few: 'takes at most 2 references',
      small: 'takes references of at most 1000 bytes',
      tight: 'takes requests of at most 4000 bytes',
    });
  });

  it('a prompt longer than a channel takes, in characters, goes to another', () => {
    const channels = channelsOf(
      { id: 'terse', models, capabilities: { max_prompt_length: 10 } },
      { id: 'all', models },
    );
    const { plan } = testRouter(channels);
    assert.deepEqual(order(plan({ prompt: '🍌'.repeat(10) })).sort(), ['all', 'terse']);
    const long = plan({ prompt: '🍌'.repeat(11) });
    assert.deepEqual(
      [order(long), reasons(long)],
      [['all'], { terse: 'takes prompts of at most 10 characters' }],
    );
    const native = { skeleton: {}, spools: [], answer: 'once' as const };
    assert.deepEqual(order(plan({ prompt: 'x'.repeat(11), native })).sort(), ['all', 'terse']);
  });

  it('a size or ratio the operator took away sends the request elsewhere', () => {
    const channels = channelsOf(
      { id: 'square', models, capabilities: { aspect_ratios: ['1:1'] } },
      { id: 'low', models, capabilities: { resolutions: ['1K'] } },
      { id: 'all', models },
    );
    const plan = testRouter(channels).plan({ aspectRatio: '16:9', resolution: '4K' });
    assert.deepEqual([order(plan), reasons(plan)], [['all'], { square: 'has no 16:9', low: 'has no 4K' }]);
  });

  it('disabled, draining and foreign channels say so', () => {
    const channels = channelsOf(
      { id: 'off', enabled: false },
      { id: 'drains', draining: true },
      { id: 'other', models: { 'nano-banana': ['gemini-2.5-flash-image'] } },
    );
    assert.deepEqual(reasons(testRouter(channels).plan()), {
      off: 'disabled',
      drains: 'draining',
      other: 'does not serve this model',
    });
  });

  it('a channel at its limits gets nothing until there is room', () => {
    const channels = channelsOf({ id: 'busy', models, limits: { concurrency: 1, requests_per_minute: 2 } });
    const { router, plan, clock } = testRouter(channels);
    const [way] = plan().candidates;
    assert.ok(way);
    const permit = router.enter(way, false);
    assert.deepEqual(reasons(plan()), { busy: 'is at its limit of 1 calls at once' });
    permit?.leave(undefined, 10);
    router.enter(way, false)?.leave(undefined, 10);
    assert.deepEqual(reasons(plan()), { busy: 'is at its limit of 2 calls per minute' });
    assert.equal(router.enter(way, false), undefined);
    clock.ms = 61_000;
    assert.deepEqual(order(plan()), ['busy']);
  });
});

describe('the draw within a priority', () => {
  /** Which channel comes first how often, over a thousand draws of a fixed sequence. */
  function firsts(
    prepare: (test: ReturnType<typeof testRouter>) => void,
    weight = 1,
  ): Record<string, number> {
    let seed = 7;
    const chance = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const test = testRouter(channelsOf({ id: 'a', models, weight }, { id: 'b', models }), chance);
    prepare(test);
    const counts: Record<string, number> = { a: 0, b: 0 };
    for (let draw = 0; draw < 1_000; draw += 1) {
      const id = test.plan().candidates[0]?.channel.id ?? '';
      counts[id] = (counts[id] ?? 0) + 1;
    }
    return counts;
  }

  it('follows the weights', () => {
    const { a = 0 } = firsts(() => undefined, 3);
    assert.ok(a > 700 && a < 800, String(a));
  });

  it('prefers what is faster and what fails less', () => {
    const { a: slow = 0 } = firsts(({ router }) => {
      router.health.vitals('a', 'gemini-3.1-flash-image').latencyMs = 40_000;
      router.health.vitals('b', 'gemini-3.1-flash-image').latencyMs = 10_000;
    });
    assert.ok(slow > 150 && slow < 250, String(slow));
    const { a: failing = 0 } = firsts(({ router }) => {
      router.health.vitals('a', 'gemini-3.1-flash-image').errorRate = 0.5;
    });
    assert.ok(failing > 150 && failing < 250, String(failing));
  });
});
