import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { exchange, rawServer } from './http-exchange.test.kit.ts';
import { ReadTurns, type TurnTaker } from './read-turns.ts';

const body = Buffer.alloc(4_000_000, 'x');
let server: Server;
let url = '';

before(async () => {
  server = createServer((_request, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

class Taker implements TurnTaker {
  turnBytes = 0;
  isParked = false;
  slot: TurnTaker['slot'] = 'none';
  lastTick = 0;
  updates = 0;
  updateReading(): void {
    this.updates++;
  }
}

test('a taker is parked when its budget is used up and comes back in the next turn', async () => {
  const turns = new ReadTurns({ budgetBytes: 100 });
  const taker = new Taker();
  turns.spend(taker, 60);
  assert.equal(taker.isParked, false);
  turns.spend(taker, 60);
  assert.equal(taker.isParked, true);
  turns.spend(taker, 60);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([taker.isParked, taker.turnBytes, taker.updates], [false, 0, 1]);
});

test('slots are given in the order they were asked for, and none is lost', () => {
  const turns = new ReadTurns({ slots: 2 });
  const takers = Array.from({ length: 5 }, () => new Taker());
  const slots = () => takers.map(({ slot }) => slot[0]).join('');
  for (const taker of takers) turns.enter(taker);
  assert.equal(slots(), 'hhwww');
  turns.leave(takers[2]!);
  turns.leave(takers[0]!);
  assert.equal(slots(), 'nhnhw');
  turns.leave(takers[0]!);
  turns.leave(takers[1]!);
  assert.equal(slots(), 'nnnhh');
  for (const taker of takers) turns.leave(taker);
  assert.equal(slots(), 'nnnnn');
});

test('a holder without data loses its slot to one that waits, and no timer stays', async () => {
  const turns = new ReadTurns({ slots: 1 });
  const [idle, next] = [new Taker(), new Taker()];
  turns.enter(idle);
  turns.enter(next);
  const started = Date.now();
  while (next.slot !== 'held') await new Promise((resolve) => setTimeout(resolve, 2));
  assert.ok(Date.now() - started >= 15);
  assert.equal(idle.slot, 'none');
  assert.equal(next.updates, 1);
});

test('only as many bodies as there are slots are read in one turn, and all arrive', async () => {
  const client = createHttpClient({ turns: { slots: 2 } });
  const readInTurn = new Set<number>();
  let ended = 0;
  let most = 0;
  let reads = 0;
  let isRunning = true;
  const turn = () => {
    // A body that ends hands its slot on within the turn.
    most = Math.max(most, readInTurn.size - ended);
    readInTurn.clear();
    ended = 0;
    if (isRunning) setImmediate(turn);
  };
  turn();
  const all = Array.from({ length: 12 }, async (_, index) => {
    const told = await exchange(client, { url }, () => ({
      data(_buffer, start, end) {
        // Less is what came with the head, or a body that had run dry: both need no slot.
        if (end - start > 16 * 1024) {
          readInTurn.add(index);
          reads += 1;
        }
        if (end - start < 256 * 1024) ended++;
      },
    }));
    assert.ok(told.body.equals(body));
  });
  await Promise.all(all);
  isRunning = false;
  assert.ok(reads > 0);
  assert.ok(most <= 2, `${most} bodies were read in one turn`);
  client.close();
});

test('bodies that only trickle do not hold up a full one', async () => {
  const trickle = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'.repeat(20_000)), 4);
    socket.once('close', () => clearInterval(timer));
  });
  const client = createHttpClient({ turns: { slots: 2 } });
  const slow = Array.from({ length: 8 }, () => exchange(client, { url: trickle.url }));
  await new Promise((resolve) => setTimeout(resolve, 30));
  const told = await exchange(client, { url, timeouts: { totalMs: 3000 } });
  assert.equal(told.failure, undefined);
  client.close();
  await Promise.all(slow);
  await trickle.close();
});

test('paused bodies hold no slot', async () => {
  const client = createHttpClient({ turns: { slots: 2 } });
  const paused = Array.from({ length: 4 }, () => pausedForever(client));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const told = await exchange(client, { url, timeouts: { totalMs: 3000 } });
  assert.equal(told.failure, undefined);
  client.close();
  await Promise.all(paused);
});

test('the event loop goes on turning while many large bodies arrive', async () => {
  const client = createHttpClient();
  let isRunning = true;
  let turnsSeen = 0;
  let readInTurn = 0;
  let most = 0;
  const count = () => {
    turnsSeen++;
    most = Math.max(most, readInTurn);
    readInTurn = 0;
    if (isRunning) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(
    Array.from(
      { length: 40 },
      () =>
        new Promise<void>((resolve, reject) => {
          client.send(
            { url },
            {
              head() {},
              data: (_buffer, start, end) => {
                readInTurn += end - start;
              },
              end: () => resolve(),
              error: reject,
            },
          );
        }),
    ),
  );
  isRunning = false;
  // 16 slots of 256 KB, and what a read may go over its budget by.
  assert.ok(most <= 16 * 512 * 1024 + 40 * 16_384, `${most} bytes in one turn`);
  assert.ok(turnsSeen > 20);
  client.close();
});

function pausedForever(client: HttpClient): Promise<unknown> {
  return exchange(client, { url }, () => ({ data: () => false }));
}
