import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultProxy, openFaultProxy } from '../../../test/services/fault-proxy.ts';
import {
  newPrefix,
  openTestRedisLimiter,
  startTestRedis,
  type TestClock,
  testClock,
} from './limiters.test.kit.ts';
import { minuteMs } from './rate-limiter.ts';
import { commandTimeoutMs, type RedisLimiter } from './redis-limiter.ts';
import { createSharedLimiter } from './shared-limiter.ts';

const redis = await startTestRedis();
after(() => redis?.stop());

/** Far beyond what the client gives a command, on a machine that does much else, too. */
const giveUpInTime = { timeout: 120_000 };

interface Node {
  readonly redis: RedisLimiter;
  readonly limiter: ReturnType<typeof createSharedLimiter>;
  readonly fallbacks: boolean[];
}

describe('the limit that nodes share through Redis', { skip: redis ? false : 'needs Redis' }, () => {
  let proxy: FaultProxy;
  const opened: Node[] = [];
  before(async () => {
    const { hostname, port } = new URL(redis?.url as string);
    proxy = await openFaultProxy(hostname, Number(port || 6379));
  });
  after(async () => {
    for (const { limiter } of opened) await limiter.close();
    await proxy.close();
  });

  /** Nodes on one clock behind the proxy, under names no other test has. */
  async function openNodes(clock: TestClock, count: number, port = proxy.port): Promise<Node[]> {
    const prefix = newPrefix();
    const url = new URL(redis?.url as string);
    url.hostname = '127.0.0.1';
    url.port = String(port);
    const nodes = [];
    for (let index = 0; index < count; index += 1) {
      const fallbacks: boolean[] = [];
      const shared = await openTestRedisLimiter(url.href, { clock, prefix });
      const limiter = createSharedLimiter({
        redis: shared,
        clock,
        nodes: () => count,
        onFallback: (active) => fallbacks.push(active),
      });
      nodes.push({ redis: shared, limiter, fallbacks });
    }
    opened.push(...nodes);
    return nodes;
  }

  async function admittedOf(node: Node | undefined, requests: number, key = 'key', limit = 100) {
    const counts = await Promise.all(
      Array.from({ length: requests }, () => (node as Node).limiter.count(key, limit)),
    );
    return counts.filter(({ admitted }) => admitted).length;
  }

  /** Asks until Redis answers again: connecting anew takes real time, trying anew takes time of the test clock. */
  async function recover(clock: TestClock, node: Node) {
    for (let attempt = 0; node.fallbacks.at(-1) !== false; attempt += 1) {
      assert.ok(attempt < 200, 'no recovery');
      clock.nowMs += 1_000;
      await node.limiter.count('probe', 10_000);
      await sleep(25);
    }
  }

  it('admits exactly the limit over all nodes', async () => {
    const nodes = await openNodes(testClock(), 3);
    const admitted = await Promise.all(nodes.map((node) => admittedOf(node, 80)));
    assert.equal(
      admitted.reduce((sum, one) => sum + one, 0),
      100,
    );
  });

  it('admits the share of each node while Redis is away, tells it once, and the limit again afterwards', async () => {
    const clock = testClock();
    const [first, second] = await openNodes(clock, 2);
    proxy.refuse();
    try {
      assert.deepEqual([await admittedOf(first, 200), await admittedOf(second, 200)], [50, 50]);
      assert.deepEqual(first?.fallbacks, [true]);
      const refused = await first!.limiter.count('key', 100);
      assert.deepEqual([refused.admitted, refused.limit, refused.remaining], [false, 100, 0]);
      clock.nowMs += refused.nextMs;
      assert.equal((await first!.limiter.count('key', 100)).admitted, true);
    } finally {
      proxy.heal();
    }
    await recover(clock, first!);
    assert.deepEqual(first?.fallbacks, [true, false]);
    clock.nowMs += 2 * minuteMs;
    await recover(clock, second!);
    clock.nowMs += 2 * minuteMs;
    assert.equal((await admittedOf(first, 70)) + (await admittedOf(second, 70)), 100);
  });

  it('does not give a share out twice in the minute in which Redis goes away', async () => {
    const clock = testClock();
    const [first] = await openNodes(clock, 2);
    assert.equal(await admittedOf(first, 60), 60);
    proxy.refuse();
    try {
      assert.equal(await admittedOf(first, 60), 0);
    } finally {
      proxy.heal();
    }
  });

  it('does not exceed the limit in the minute after Redis came back, which knows nothing of the outage', async () => {
    const clock = testClock();
    const nodes = await openNodes(clock, 2);
    proxy.refuse();
    let admitted = 0;
    try {
      for (const node of nodes) admitted += await admittedOf(node, 100);
    } finally {
      proxy.heal();
    }
    for (const node of nodes) await recover(clock, node);
    for (const node of nodes) admitted += await admittedOf(node, 100);
    assert.equal(admitted, 100);
  });

  it('answers from its share when Redis takes requests and says nothing', giveUpInTime, async () => {
    const relay = await openMutableRelay(proxy.port);
    const [node] = await openNodes(testClock(), 1, relay.port);
    assert.equal((await node!.limiter.count('key', 10)).remaining, 9);
    relay.mute();
    const startMs = performance.now();
    assert.equal((await node!.limiter.count('key', 10)).admitted, true);
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs > 0.8 * commandTimeoutMs, `${tookMs} ms`);
    assert.deepEqual(node?.fallbacks, [true]);
    await node!.limiter.close();
    await relay.close();
  });

  it('counts the nodes that were seen lately', async () => {
    const [first, second] = await openNodes(testClock(), 2);
    assert.equal(await first!.redis.census('one', 300), 1);
    assert.equal(await second!.redis.census('two', 300), 2);
    assert.equal(await second!.redis.census('two', 300), 2);
    await sleep(350);
    assert.equal(await second!.redis.census('two', 300), 1);
  });
});

/** A relay whose server, once it is muted, gets what is sent and is not heard. */
async function openMutableRelay(targetPort: number) {
  const sockets: Socket[] = [];
  let mute = false;
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    sockets.push(client, target);
    for (const socket of [client, target]) socket.on('error', () => {});
    client.pipe(target);
    target.on('data', (chunk) => mute || client.write(chunk));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    mute() {
      mute = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
