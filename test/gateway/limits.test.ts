import assert from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { KeySettings } from '../../src/generation/caller.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Surface {
  readonly name: string;
  readonly path: string;
  body(prompt: string): unknown;
  /** Status, and the words of the failure. */
  readonly rateLimited: readonly [number, unknown];
  readonly concurrencyLimited: readonly [number, unknown];
  readonly budgetExhausted: readonly [number, unknown];
  readonly overloaded: readonly [number, unknown];
  words(answer: Answer): unknown;
}

interface Answer {
  readonly error?: { readonly code?: unknown; readonly status?: string; readonly type?: string };
}

const surfaces: readonly Surface[] = [
  {
    name: 'Images',
    path: '/v1/images/generations',
    body: (prompt) => ({ model: 'nano-banana-2', prompt, response_format: 'url' }),
    rateLimited: [429, 'rate_limit_error rate_limit_exceeded'],
    concurrencyLimited: [429, 'rate_limit_error concurrency_limit_exceeded'],
    budgetExhausted: [403, 'insufficient_quota insufficient_quota'],
    overloaded: [503, 'server_error overloaded'],
    words: ({ error }) => `${error?.type} ${error?.code}`,
  },
  {
    name: 'Gemini-native',
    path: '/v1beta/models/nano-banana-2:generateContent',
    body: (prompt) => ({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
    rateLimited: [429, '429 RESOURCE_EXHAUSTED'],
    concurrencyLimited: [429, '429 RESOURCE_EXHAUSTED'],
    budgetExhausted: [402, '402 RESOURCE_EXHAUSTED'],
    overloaded: [503, '503 UNAVAILABLE'],
    words: ({ error }) => `${error?.code} ${error?.status}`,
  },
];

/** Real time, moved forward on demand. */
function movableClock(startMs = Date.now()) {
  let shiftMs = startMs - Date.now();
  return {
    now: () => Date.now() + shiftMs,
    advance(byMs: number) {
      shiftMs += byMs;
    },
    setTo(atMs: number) {
      shiftMs = atMs - Date.now();
    },
  };
}

function assertRateHeaders(
  response: Response,
  policy: string,
  limit: number,
): { remaining: number; t: number } {
  const { headers } = response;
  assert.equal(headers.get('x-ratelimit-limit-requests'), String(limit));
  assert.match(headers.get('x-ratelimit-remaining-requests') ?? '', /^\d+$/);
  assert.match(headers.get('x-ratelimit-reset-requests') ?? '', /^(\d+ms|(\d+m)?\d+(\.\d+)?s)$/);
  assert.equal(headers.get('ratelimit-policy'), `"${policy}";q=${limit};w=60`);
  const match = new RegExp(`^"${policy}";r=(\\d+);t=(\\d+)$`).exec(headers.get('ratelimit') ?? '');
  assert.ok(match, `RateLimit: ${headers.get('ratelimit')}`);
  assert.equal(match[1], headers.get('x-ratelimit-remaining-requests'));
  return { remaining: Number(match[1]), t: Number(match[2]) };
}

function assertRetryAfter(response: Response): number {
  const text = response.headers.get('retry-after') ?? '';
  assert.match(text, /^\d+$/);
  const seconds = Number(text);
  assert.ok(seconds >= 1 && seconds <= 59, `Retry-After: ${text}`);
  const exactMs = Number(response.headers.get('retry-after-ms'));
  assert.ok(exactMs > (seconds - 1) * 1000 && exactMs <= seconds * 1000, `${exactMs} ms`);
  const t = Number(/t=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1]);
  assert.ok(seconds >= t, `Retry-After ${seconds}, t ${t}`);
  return exactMs;
}

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
  const wordsOf = async (response: Response, surface: Surface) => [
    response.status,
    surface.words((await response.json()) as Answer),
  ];

  for (const surface of surfaces) {
    it(`stand on every answer of ${surface.name}, good or refused`, async () => {
      const key = await keyWith({ requestsPerMinute: 50 });
      const bodies = [surface.body('headers'), {}, [], surface.body('#emulate(status, code=400)')];
      const statuses = [];
      for (const [index, body] of bodies.entries()) {
        const response = await send(key, surface, body);
        statuses.push(response.status);
        await response.arrayBuffer();
        assert.equal(assertRateHeaders(response, 'default', 50).remaining, 49 - index);
      }
      assert.deepEqual(
        statuses.map((status) => status < 400),
        [true, false, false, false],
      );
    });

    it(`refuse the request after the last of a minute on ${surface.name}, for exactly as long as told`, async () => {
      const key = await keyWith({ requestsPerMinute: 2 });
      for (const remaining of [1, 0]) {
        const response = await send(key, surface, surface.body('within'));
        assert.equal(response.status, 200);
        await response.arrayBuffer();
        assert.equal(assertRateHeaders(response, 'default', 2).remaining, remaining);
      }
      const upstreamCalls = gateway.upstream.requests.length;
      const refused = await send(key, surface, surface.body('beyond'));
      assert.deepEqual(await wordsOf(refused, surface), surface.rateLimited);
      assert.equal(assertRateHeaders(refused, 'default', 2).remaining, 0);
      const waitMs = assertRetryAfter(refused);
      assert.equal(gateway.upstream.requests.length, upstreamCalls);
      // What the refusal and this call took has passed already.
      clock.advance(waitMs - 500);
      const early = await send(key, surface, {});
      assert.equal(early.status, 429);
      clock.advance(assertRetryAfter(early));
      assert.equal((await send(key, surface, {})).status, 400);
    });

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
      assert.deepEqual(
        again.map(({ status }) => status),
        [200, 200, 200, 200, 200],
      );
    });

    it(`admit exactly what the budgets of day, month and all time cover on ${surface.name}`, async () => {
      const price = await send(await keyWith({}), surfaces[0] as Surface, surfaces[0]?.body('price'));
      const micros = Math.round(Number(price.headers.get('x-plantain-cost-usd')) * 1_000_000);
      assert.ok(micros > 0);
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
    assert.equal(((await refused.json()) as Answer).error?.code, 'rate_limit_exceeded');
    const images = surfaces[0] as Surface;
    assert.equal((await send(key, images, images.body('a create'))).status, 200);
  });

  it('refuse the 10,001st create of a minute where the key says nothing, whatever came in parallel', async () => {
    const key = await keyWith({});
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const statuses = new Map<number | undefined, number>();
    const create = () =>
      new Promise<void>((resolve, reject) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
        const options = { method: 'POST', agent, headers };
        httpRequest(`${gateway.url}/v1/images/generations`, options, (response) => {
          const { statusCode } = response;
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
          response.resume().on('end', resolve);
        })
          .on('error', reject)
          .end('{}');
      });
    let left = 10_040;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        await create();
      }
    };
    await Promise.all(Array.from({ length: 64 }, worker));
    agent.destroy();
    assert.deepEqual(Object.fromEntries(statuses), { 400: 10_000, 429: 40 });
    const refused = await send(key, surfaces[0] as Surface, {});
    assert.equal(refused.status, 429);
    clock.advance(assertRetryAfter(refused));
    assert.equal((await send(key, surfaces[0] as Surface, {})).status, 400);
  });

  it('refuse floods of bad keys in the shape of each protocol, and never a key in use', async () => {
    const bad = { authorization: 'Bearer pt_live_wrong' };
    const inUse = surfaces[0] as Surface;
    assert.equal((await send(gateway.liveKey, inUse, {})).status, 400);
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
    assert.deepEqual(
      [list.status, ((await list.json()) as Answer).error?.status],
      [429, 'RESOURCE_EXHAUSTED'],
    );
    assert.equal((await send(gateway.liveKey, inUse, {})).status, 400);
    clock.advance(assertRetryAfter(list));
    assert.equal((await gateway.post(inUse.path, {}, bad)).status, 401);
  });
});

describe('a process that is full', () => {
  for (const surface of surfaces) {
    it(`refuses on ${surface.name} what would be one generation too many, and writes no row`, async () => {
      const gateway = await startGateway({ env: { PLANTAIN_MAX_RUNNING: '2' } });
      try {
        const slow = surface.body('slow #emulate(latency, ms=700)');
        const responses = await Promise.all(
          Array.from({ length: 9 }, () => gateway.post(surface.path, slow)),
        );
        assert.equal(gateway.upstream.requests.length, 2);
        const refused = responses.filter(({ status }) => status !== 200);
        assert.equal(refused.length, 7);
        for (const response of refused) {
          const answer = surface.words((await response.json()) as Answer);
          assert.deepEqual([response.status, answer], surface.overloaded);
          assertRetryAfter(response);
        }
        assert.equal((await gateway.post(surface.path, surface.body('room again'))).status, 200);
      } finally {
        await gateway.close();
      }
    });
  }
});

describe('the address of a client', () => {
  const allowed = { ipAllow: ['10.1.2.3'] };
  const statusOf = async (gateway: TestGateway, forwardedFor: string) => {
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'office', settings: allowed });
    const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': forwardedFor };
    const response = await fetch(`${gateway.url}/v1/models`, { headers });
    return response.status;
  };

  it('is that of the socket, whatever X-Forwarded-For says', async () => {
    const gateway = await startGateway();
    try {
      assert.equal(await statusOf(gateway, '10.1.2.3'), 403);
      const { key } = await gateway.app.keys.create({
        mode: 'live',
        name: 'here',
        settings: { ipAllow: ['127.0.0.1', '::1'] },
      });
      const response = await gateway.post('/v1/images/generations', {}, { authorization: `Bearer ${key}` });
      assert.equal(response.status, 400);
    } finally {
      await gateway.close();
    }
  });

  it('is the right-most hop that is no trusted proxy, where proxies are configured', async () => {
    const gateway = await startGateway({
      env: { PLANTAIN_TRUSTED_PROXIES: '127.0.0.0/8, ::1, 192.0.2.0/24' },
    });
    try {
      assert.equal(await statusOf(gateway, '10.1.2.3'), 200);
      assert.equal(await statusOf(gateway, '203.0.113.9, 10.1.2.3, 192.0.2.77'), 200);
      // What a client wrote into the header itself stands to the left of what the proxy saw.
      assert.equal(await statusOf(gateway, '10.1.2.3, 203.0.113.9'), 403);
      assert.equal(await statusOf(gateway, '10.1.2.3, nonsense'), 403);
    } finally {
      await gateway.close();
    }
  });
});

describe('a gateway whose Redis is away', () => {
  it('starts, serves its share of the limits, and says so in its metrics', async () => {
    const gateway = await startGateway({ env: { REDIS_URL: 'redis://127.0.0.1:1', PLANTAIN_NODES: '2' } });
    try {
      const { key } = await gateway.app.keys.create({
        mode: 'live',
        name: 'shared',
        settings: { requestsPerMinute: 10 },
      });
      const statuses = [];
      for (let index = 0; index < 6; index += 1) {
        const response = await gateway.post('/v1/images/generations', {}, { authorization: `Bearer ${key}` });
        statuses.push(response.status);
      }
      assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429]);
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      assert.match(metrics, /^plantain_rate_limiter_fallback 1$/m);
    } finally {
      await gateway.close();
    }
  });
});
