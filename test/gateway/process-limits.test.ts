import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { type Answer, assertRetryAfter, images, native } from './limits.test.kit.ts';

describe('a process that is full', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({ env: { PLANTAIN_MAX_RUNNING: '2', PLANTAIN_MAX_WAITING: '0' } });
  });
  after(() => gateway.close());

  for (const surface of [images, native]) {
    it(`refuses on ${surface.name} what would be one generation too many, and sends nothing upstream`, async () => {
      const slow = surface.body('slow #emulate(latency, ms=700)');
      const upstreamCalls = gateway.upstream.requests.length;
      const responses = await Promise.all(Array.from({ length: 9 }, () => gateway.post(surface.path, slow)));
      assert.equal(gateway.upstream.requests.length - upstreamCalls, 2);
      let refused = 0;
      for (const response of responses) {
        const answer = (await response.json()) as Answer;
        if (response.status === 200) continue;
        refused += 1;
        assert.deepEqual([response.status, surface.words(answer)], surface.overloaded);
        assertRetryAfter(response);
      }
      assert.equal(refused, 7);
      const again = await gateway.post(surface.path, surface.body('room again'));
      assert.equal(again.status, 200);
      await again.arrayBuffer();
    });
  }
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = Date.now() + 30_000; !(await isSo()); await sleep(10))
    assert.ok(Date.now() < endMs, 'it did not come to that');
}

describe('a client that gives up while it waits for room', () => {
  it('is not generated for', async () => {
    const gateway = await startGateway({ env: { PLANTAIN_MAX_RUNNING: '1', PLANTAIN_MAX_WAITING: '9' } });
    try {
      const waiting = async () => {
        const text = await (await fetch(`${gateway.url}/metrics`)).text();
        return Number(/^plantain_waiting\{limit="running"\} (\d+)/m.exec(text)?.[1]);
      };
      const leave = new AbortController();
      const slow = gateway.post(images.path, images.body('slow #emulate(latency, ms=1500)'));
      await until(() => gateway.upstream.requests.length === 1);
      const impatient = fetch(gateway.url + images.path, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(images.body('impatient')),
        signal: leave.signal,
      }).catch(() => 'left');
      await until(async () => (await waiting()) === 1);
      leave.abort();
      assert.equal(await impatient, 'left');
      await until(async () => (await waiting()) === 0);
      assert.equal((await slow).status, 200);
      const next = await gateway.post(images.path, images.body('next'));
      assert.equal(next.status, 200);
      assert.equal(gateway.upstream.requests.length, 2);
    } finally {
      await gateway.close();
    }
  });
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
