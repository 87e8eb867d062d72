import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KeySettings } from '../../src/generation/caller.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import {
  assertRateHeaders,
  assertRetryAfter,
  images,
  movableClock,
  pipelineCreates,
  type Surface,
  surfaces,
  wordsOf,
} from './limits.test.kit.ts';

describe('the limits of a key', () => {
  const clock = movableClock();
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({ clock, env: { PLANTAIN_READS_PER_MINUTE: '3' } });
  });
  after(() => gateway.close());

  const keyWith = async (settings: KeySettings) =>
    (await gateway.app.keys.create({ mode: 'live', name: 'limited', settings })).key;
  const send = (key: string, surface: Surface, body: unknown) =>
    gateway.post(surface.path, body, { authorization: `Bearer ${key}` });
  const isGood = ({ status }: Response) => status === 200 || status === 202;
  const priceMicros = async () => {
    const response = await send(await keyWith({}), images, images.body('price'));
    const micros = Math.round(Number(response.headers.get('x-plantain-cost-usd')) * 1_000_000);
    assert.ok(micros > 0);
    return micros;
  };

  for (const surface of surfaces) {
    it(`stand on every answer of ${surface.name}, good or refused`, async () => {
      const key = await keyWith({ requestsPerMinute: 50 });
      const failing = surface.isSync ? [surface.body('#emulate(status, code=400)')] : [];
      const bodies = [surface.body('headers'), {}, [], ...failing];
      const good = [];
      for (const [index, body] of bodies.entries()) {
        const response = await send(key, surface, body);
        good.push(isGood(response));
        await response.arrayBuffer();
        assert.equal(assertRateHeaders(response, 'default', 50).remaining, 49 - index);
      }
      assert.deepEqual(good, [true, ...bodies.slice(1).map(() => false)]);
    });

    it(`refuse the request after the last of a minute on ${surface.name}, for exactly as long as told`, async () => {
      const key = await keyWith({ requestsPerMinute: 2 });
      for (const remaining of [1, 0]) {
        const response = await send(key, surface, surface.body('within'));
        assert.ok(isGood(response), `${response.status}`);
        await response.arrayBuffer();
        assert.equal(assertRateHeaders(response, 'default', 2).remaining, remaining);
      }
      const refused = await send(key, surface, surface.body('beyond'));
      assert.deepEqual(await wordsOf(refused, surface), surface.rateLimited);
      assert.equal(assertRateHeaders(refused, 'default', 2).remaining, 0);
      const waitMs = assertRetryAfter(refused);
      clock.advance(waitMs);
      assert.notEqual((await send(key, surface, {})).status, 429);
      assert.ok(!JSON.stringify(gateway.upstream.requests).includes('beyond'));
    });
  }

  for (const surface of surfaces.filter(({ isSync }) => isSync)) {
    it(`admit exactly as many generations at once as allowed on ${surface.name}`, async () => {
      const key = await keyWith({ concurrency: 5 });
      const slow = surface.body('slow #emulate(latency, ms=700)');
      const upstreamCalls = gateway.upstream.requests.length;
      const responses = await Promise.all(Array.from({ length: 40 }, () => send(key, surface, slow)));
      assert.equal(gateway.upstream.requests.length - upstreamCalls, 5);
      for (const response of responses) {
        assertRateHeaders(response, 'default', 10_000);
        if (response.status === 200) {
          await response.arrayBuffer();
          continue;
        }
        assert.deepEqual(await wordsOf(response, surface), surface.concurrencyLimited);
        assertRetryAfter(response);
      }
      assert.equal(responses.filter(({ status }) => status === 200).length, 5);
      const again = await Promise.all(
        Array.from({ length: 5 }, () => send(key, surface, surface.body('fast'))),
      );
      await Promise.all(again.map((response) => response.arrayBuffer()));
      assert.deepEqual(
        again.map(({ status }) => status),
        [200, 200, 200, 200, 200],
      );
    });

    it(`admit exactly what the budgets of day, month and all time cover on ${surface.name}`, async () => {
      const micros = await priceMicros();
      const key = await keyWith({
        budget: { dayMicros: 3 * micros, monthMicros: 5 * micros, totalMicros: 9 * micros },
      });
      const periods = [
        ['2027-01-30T12:00:00Z', 3, 'day'],
        ['2027-01-31T23:00:00Z', 2, 'month'],
        ['2027-02-01T00:30:00Z', 3, 'day'],
        ['2027-03-02T12:00:00Z', 1, 'total'],
      ] as const;
      for (const [at, admitted, period] of periods) {
        clock.setTo(Date.parse(at));
        const responses = await Promise.all(
          Array.from({ length: 12 }, () => send(key, surface, surface.body('budget'))),
        );
        const refused = responses.filter(({ status }) => status !== 200);
        for (const response of responses) if (response.status === 200) await response.arrayBuffer();
        assert.equal(refused.length, 12 - admitted, at);
        for (const response of refused) {
          const text = await response.clone().text();
          assert.deepEqual(await wordsOf(response, surface), surface.budgetExhausted);
          assert.match(text, new RegExp(`The ${period} budget`), at);
          assert.equal(response.headers.get('retry-after'), null);
        }
      }
    });
  }

  const tasks = surfaces.filter(({ isSync }) => !isSync);
  /** Many creates at once on every task surface, all with one key; resolves with how many were accepted. */
  const createTasks = async (
    key: string,
    prompt: string,
    refusal: 'concurrencyLimited' | 'budgetExhausted',
  ) => {
    const accepted = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const surface = tasks[index % tasks.length] as Surface;
        const response = await send(key, surface, surface.body(prompt));
        if (!isGood(response)) assert.deepEqual(await wordsOf(response, surface), surface[refusal]);
        return isGood(response);
      }),
    );
    return accepted.filter(Boolean).length;
  };

  it('admit exactly as many tasks at once as allowed, over all task surfaces', async () => {
    const key = await keyWith({ concurrency: 5 });
    assert.equal(await createTasks(key, 'slow #emulate(latency, ms=2000)', 'concurrencyLimited'), 5);
  });

  it('admit exactly the tasks a budget covers, over all task surfaces', async () => {
    const key = await keyWith({ budget: { dayMicros: 3 * (await priceMicros()) } });
    assert.equal(await createTasks(key, 'task', 'budgetExhausted'), 3);
  });

  it('count reads in a bucket of their own', async () => {
    const key = await keyWith({ requestsPerMinute: 1 });
    const list = () => fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    for (const remaining of [2, 1, 0]) {
      const response = await list();
      assert.equal(response.status, 200);
      assert.equal(assertRateHeaders(response, 'reads', 3).remaining, remaining);
    }
    const refused = await list();
    assert.equal(refused.status, 429);
    assertRetryAfter(refused);
    const { error } = (await refused.json()) as { error: { code: string } };
    assert.equal(error.code, 'rate_limit_exceeded');
    assert.equal((await send(key, images, images.body('a create'))).status, 200);
  });

  it('refuse the 10,001st create of a minute where the key says nothing, whatever came in parallel', async () => {
    const key = await keyWith({});
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => pipelineCreates(gateway.url, key, 1_001)),
    );
    const statuses = answers.flat();
    assert.equal(statuses.filter((status) => status === '400').length, 10_000);
    assert.equal(statuses.filter((status) => status === '429').length, 10);
    const refused = await send(key, images, {});
    assert.equal(refused.status, 429);
    clock.advance(assertRetryAfter(refused));
    assert.equal((await send(key, images, {})).status, 400);
  });

  it('refuse floods of bad keys in the shape of each protocol, and never a key in use', async () => {
    const bad = { authorization: 'Bearer pt_live_wrong' };
    assert.equal((await send(gateway.liveKey, images, {})).status, 400);
    for (let round = 0; round < 13; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const response = await fetch(`${gateway.url}/v1/models`, { headers: bad });
          await response.arrayBuffer();
        }),
      );
    }
    for (const surface of surfaces) {
      const refused = await gateway.post(surface.path, {}, bad);
      assert.deepEqual(await wordsOf(refused, surface), surface.rateLimited);
      assertRetryAfter(refused);
    }
    const list = await fetch(`${gateway.url}/v1/models?key=wrong`);
    const { error } = (await list.json()) as { error: { status: string } };
    assert.deepEqual([list.status, error.status], [429, 'RESOURCE_EXHAUSTED']);
    assert.equal((await send(gateway.liveKey, images, {})).status, 400);
    clock.advance(assertRetryAfter(list));
    assert.equal((await gateway.post(images.path, {}, bad)).status, 401);
  });
});
