import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createTransferSlots } from './transfer-slots.ts';

const never = new AbortController().signal;

test('a key with hundreds of transfers waiting delays another key by one turn, not by all of them', async () => {
  const slots = createTransferSlots({ total: 2, perKey: 2, perHost: 99 });
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
  const slots = createTransferSlots(limits);
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
  const slots = createTransferSlots({ total: 9, perKey: 9, perHost: 1 });
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
  const slots = createTransferSlots({ total: 1, perKey: 1, perHost: 1 });
  const leave = await slots.enter({ key: 'a', host: 'x' }, never);
  const stop = new AbortController();
  const givenUp = slots.enter({ key: 'a', host: 'x' }, stop.signal);
  stop.abort(new Error('given up'));
  await assert.rejects(givenUp, /given up/);
  leave();
  (await slots.enter({ key: 'b', host: 'x' }, never))();
});
