import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweepBatches, sweptAtOnce } from './sweep-batches.ts';

/** A table of numbers, some of which cannot be removed. */
function setUp(size: number, isStubborn: (item: number) => boolean) {
  const rows = new Set(Array.from({ length: size }, (_, index) => index));
  const removed: number[] = [];
  let atOnce = 0;
  let most = 0;
  const sweep = () =>
    sweepBatches<number>({
      find: async (after = -1) => [...rows].filter((row) => row > after).slice(0, sweptAtOnce),
      async remove(item) {
        most = Math.max(most, ++atOnce);
        await new Promise(setImmediate);
        atOnce--;
        if (isStubborn(item)) throw new Error(`${item} stays`);
        removed.push(item);
      },
      async forget(gone) {
        assert.ok(gone.length > 0);
        for (const item of gone) {
          assert.ok(removed.includes(item), 'a row goes after what belongs to it');
          rows.delete(item);
        }
      },
    });
  return { rows, removed, sweep, most: () => most };
}

test('everything goes, however many batches it is, a few at once', async () => {
  for (const size of [0, 1, sweptAtOnce, 2 * sweptAtOnce + 1]) {
    const { rows, sweep, most } = setUp(size, () => false);
    assert.deepEqual(await sweep(), { gone: size });
    assert.equal(rows.size, 0);
    assert.ok(most() <= 10);
  }
});

test('what cannot be removed stays, and the others do not wait for it', async () => {
  const { rows, sweep } = setUp(3 * sweptAtOnce, (item) => item % 70 === 0);
  const { gone, reason } = await sweep();
  assert.equal(gone, 3 * sweptAtOnce - 5);
  assert.match(String(reason), /280 stays/);
  assert.deepEqual([...rows], [0, 70, 140, 210, 280]);
});

test('where none of a batch can be removed the rest waits', async () => {
  const { rows, removed, sweep } = setUp(2 * sweptAtOnce, (item) => item < sweptAtOnce);
  const { gone, reason } = await sweep();
  assert.equal(gone, 0);
  assert.ok(reason instanceof Error);
  assert.deepEqual([removed, rows.size], [[], 2 * sweptAtOnce]);
});
