import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { requestTurn } from './request-turns.ts';

function begin(begun: number[], number: number): void {
  const turn = requestTurn();
  if (turn) void turn.then(() => begun.push(number));
  else begun.push(number);
}

test('a burst begins in its order, so many in each turn of the event loop, and who comes later begins last', async () => {
  const begun: number[] = [];
  for (let number = 0; number < 100; number += 1) begin(begun, number);
  const counts = [begun.length];
  while (begun.length < 101) {
    await nextTurn();
    if (counts.length === 1) begin(begun, 100);
    counts.push(begun.length);
  }
  assert.deepEqual(
    begun,
    Array.from({ length: 101 }, (_, number) => number),
  );
  const steps = counts.map((count, index) => count - (counts[index - 1] ?? 0));
  assert.ok(
    steps.every((step) => step <= 32),
    `${steps}`,
  );
  assert.ok(steps.length <= 6, `${steps}`);
});

test('a few requests in each turn begin at once', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    await nextTurn();
    await nextTurn();
    for (let number = 0; number < 32; number += 1) assert.equal(requestTurn(), undefined);
  }
});
