import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GatewayProcess, startProcess } from '../gateway/process.test.kit.ts';
import { isFull } from '../money/figure.test.kit.ts';

const skip =
  process.env.PLANTAIN_TEST_ALL !== '1' &&
  !isFull &&
  'waits for the limits of slow clients; set PLANTAIN_TEST_ALL=1 or PLANTAIN_PROOFS=full';
const socketCount = isFull ? 5_000 : 1_000;

/** How a client holds a connection: by a head that never ends, a body that never comes, or one of a byte a second. */
const openings = {
  'a head that never ends': 'GET /healthz HTTP/1.1\r\nhost: a\r\n',
  'a body that never comes':
    'POST /v1/images/generations HTTP/1.1\r\nhost: a\r\nauthorization: Bearer KEY\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"prompt":"',
} as const;

describe('EDGE-9: clients that are slow on purpose', { skip, timeout: 180_000 }, () => {
  let gateway: GatewayProcess;
  let folder: string;
  let key: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plantain-slow-'));
    gateway = await startProcess({ PLANTAIN_DATA_DIR: folder, PLANTAIN_LOG_LEVEL: 'error' });
    key = /pt_test_\w+/.exec(gateway.output())?.[0] as string;
  });
  after(async () => {
    await gateway.end();
    await rm(folder, { recursive: true });
  });

  const openFiles = async () => (await readdir(`/proc/${gateway.child.pid}/fd`)).length;

  it('are cut off in time, hold up nobody meanwhile, and leave no open file', async (context) => {
    const filesBefore = await openFiles();
    const kinds = Object.entries(openings);
    const ends = new Map<string, { count: number; answered: number; lastMs: number }>();
    const startedMs = performance.now();
    const hold = async (index: number): Promise<void> => {
      const [kind, opening] = kinds[index % kinds.length] as [string, string];
      const socket: Socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      let received = '';
      socket.on('error', () => undefined).on('data', (data) => (received += data));
      const closed = once(socket, 'close');
      socket.write(opening.replace('KEY', key));
      // A byte a second, so that the head is never idle.
      const drip = setInterval(() => kind.includes('head') && socket.writable && socket.write('x'), 1_000);
      await closed;
      clearInterval(drip);
      const end = ends.get(kind) ?? { count: 0, answered: 0, lastMs: 0 };
      ends.set(kind, {
        count: end.count + 1,
        answered: end.answered + Number(/^HTTP\/1\.1 408 /.test(received)),
        lastMs: performance.now() - startedMs,
      });
    };
    let areOver = false;
    const held = Promise.all(Array.from({ length: socketCount }, (_, index) => hold(index))).then(() => {
      areOver = true;
    });
    const waits: number[] = [];
    while (!areOver) {
      const askedMs = performance.now();
      const answer = await fetch(`${gateway.url}/v1/models`, {
        headers: { authorization: `Bearer ${key}` },
      });
      assert.equal(answer.status, 200);
      await answer.arrayBuffer();
      waits.push(performance.now() - askedMs);
      await sleep(50);
    }
    await held;
    waits.sort((one, other) => one - other);
    const p99 = Math.round(waits[Math.floor(waits.length * 0.99)] as number);
    context.diagnostic(
      `${socketCount} sockets; others waited ${p99} ms at p99 of ${waits.length}; ${JSON.stringify([...ends])}`,
    );
    for (const [kind] of kinds) {
      const { count, answered, lastMs } = ends.get(kind) ?? { count: 0, answered: 0, lastMs: 0 };
      assert.equal(answered, count, `${kind}: each is told 408`);
      assert.ok(count > 0 && lastMs < 60_000, `${kind}: ${lastMs} ms`);
    }
    assert.ok(waits.length > 100);
    // A connection ends at this side a moment before it does at the other.
    let files = await openFiles();
    for (let tries = 0; tries < 100 && files >= filesBefore + 50; tries += 1) {
      await sleep(50);
      files = await openFiles();
    }
    assert.ok(files < filesBefore + 50, `${files} open files, ${filesBefore} before`);
  });
});
