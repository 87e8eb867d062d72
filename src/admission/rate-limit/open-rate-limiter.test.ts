import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { it } from 'node:test';
import { createLog } from '../../lib/log.ts';
import { testClock } from './limiters.test.kit.ts';
import { openRateLimiter } from './open-rate-limiter.ts';

const log = createLog('silent', { write() {} });

it('starts without the Redis it is to use, and admits its share of the configured nodes', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  const fallbacks: boolean[] = [];
  const limiter = await openRateLimiter({
    redisUrl: `redis://127.0.0.1:${port}`,
    nodes: 4,
    nodeId: 'test',
    clock: testClock(),
    log,
    onFallback: (active) => fallbacks.push(active),
  });
  try {
    let admitted = 0;
    for (let index = 0; index < 50; index += 1) {
      if ((await limiter.count('key', 100)).admitted) admitted += 1;
    }
    assert.deepEqual([admitted, fallbacks], [25, [true]]);
  } finally {
    await limiter.close();
  }
});

it('gives up on a Redis that accepts connections and never speaks', { timeout: 120_000 }, async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const limiter = await openRateLimiter({
    redisUrl: `redis://127.0.0.1:${port}`,
    nodes: undefined,
    nodeId: 'test',
    clock: testClock(),
    log,
    onFallback() {},
  });
  try {
    assert.equal((await limiter.count('key', 1)).admitted, true);
  } finally {
    await limiter.close();
    server.close();
  }
});
