import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createFairPlaces, NoPlace } from './fair-places.ts';

const never = new AbortController().signal;
// Hundreds wait with it here.
setMaxListeners(0, never);

test('a key with hundreds of transfers waiting delays another key by one turn, not by all of them', async () => {
  const slots = createFairPlaces({ total: 2, perKey: 2, perHost: 99 });
  const order: string[] = [];
  const begin = async (key: string) => {
    const leave = await slots.enter({ key, host: `${key}.test` }, never);
    order.push(key);
    await setImmediate();
    leave();
  };
  const greedy = Array.from({ length: 300 }, () => begin('greedy'));
  const modest = [begin('modest'), begin('modest')];
  await Promise.all([...greedy, ...modest]);
  assert.equal(order.length, 302);
  assert.ok(
    order.lastIndexOf('modest') < 8,
    `the last modest transfer began as number ${order.lastIndexOf('modest')}`,
  );
});

test('no key, no host and not all together pass their limit, and everybody gets in', async () => {
  const limits = { total: 5, perKey: 3, perHost: 2 };
  const slots = createFairPlaces(limits);
  const inside = new Map<string, number>();
  const most = new Map<string, number>();
  const move = (name: string, change: number) => {
    const now = (inside.get(name) ?? 0) + change;
    inside.set(name, now);
    most.set(name, Math.max(most.get(name) ?? 0, now));
  };
  await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const transfer = { key: `key ${index % 3}`, host: `host ${index % 7}` };
      const leave = await slots.enter(transfer, never);
      for (const name of ['all', transfer.key, transfer.host]) move(name, 1);
      await setImmediate();
      for (const name of ['all', transfer.key, transfer.host]) move(name, -1);
      leave();
    }),
  );
  assert.equal(most.get('all'), limits.total);
  for (const [name, count] of most) {
    if (name.startsWith('key')) assert.ok(count <= limits.perKey, name);
    if (name.startsWith('host')) assert.ok(count <= limits.perHost, name);
  }
  assert.ok([...inside.values()].every((count) => count === 0));
});

test('a busy host delays only what goes there', async () => {
  const slots = createFairPlaces({ total: 9, perKey: 9, perHost: 1 });
  await slots.enter({ key: 'a', host: 'busy' }, never);
  let second = false;
  const waiting = slots.enter({ key: 'a', host: 'busy' }, never).then(() => (second = true));
  const leave = await slots.enter({ key: 'a', host: 'idle' }, never);
  assert.equal(second, false);
  leave();
  await setImmediate();
  assert.equal(second, false);
  void waiting;
});

test('who gives up while waiting leaves no place taken', async () => {
  const slots = createFairPlaces({ total: 1, perKey: 1, perHost: 1 });
  const leave = await slots.enter({ key: 'a', host: 'x' }, never);
  const stop = new AbortController();
  const givenUp = slots.enter({ key: 'a', host: 'x' }, stop.signal);
  stop.abort(new Error('given up'));
  await assert.rejects(givenUp, /given up/);
  leave();
  (await slots.enter({ key: 'b', host: 'x' }, never))();
});

test('where too many wait, the key that has most waiting is the one that is refused', async () => {
  const places = createFairPlaces({ total: 1, perKey: 1, mostWaiting: 3 });
  const leave = await places.enter({ key: 'greedy' });
  const order: string[] = [];
  const begin = (key: string) =>
    places.enter({ key }).then(
      (leave) => {
        order.push(key);
        leave();
      },
      (error: unknown) => {
        assert.ok(error instanceof NoPlace && error.reason === 'full');
        order.push(`${key} refused`);
      },
    );
  const greedy = Array.from({ length: 10 }, () => begin('greedy'));
  const others = [begin('one'), begin('two')];
  await setImmediate();
  assert.equal(places.waiting, 3);
  leave();
  await Promise.all([...greedy, ...others]);
  assert.deepEqual(order, [...Array(9).fill('greedy refused'), 'greedy', 'one', 'two']);
  assert.equal(places.waiting, 0);
});

test('nobody waits longer than the limit, and who was refused takes no place', async () => {
  const places = createFairPlaces({ total: 1, perKey: 1, longestMs: 5 });
  const leave = await places.enter({ key: 'a' });
  await assert.rejects(places.enter({ key: 'b' }), (error) => (error as NoPlace).reason === 'late');
  assert.equal(places.waiting, 0);
  leave();
  (await places.enter({ key: 'b' }))();
});

test('a key that may not have every place leaves the rest to others', async () => {
  const places = createFairPlaces({ total: 4, perKey: 3 });
  let entered = 0;
  for (let index = 0; index < 9; index += 1) void places.enter({ key: 'greedy' }).then(() => (entered += 1));
  await places.enter({ key: 'other' });
  assert.equal(entered, 3);
  assert.equal(places.waiting, 6);
});
