import assert from 'node:assert/strict';
import { it } from 'node:test';
import { getHeapStatistics } from 'node:v8';
import { growHeapSlowly } from './grow-heap-slowly.ts';
import { releaseMemory } from './release-memory.ts';

it('keeps a busy heap near the size of what lives in it', async () => {
  growHeapSlowly();
  const ring = Array.from({ length: 500_000 }, (_, index): object => ({ index, text: `${index}` }));
  await releaseMemory();
  const livingBytes = getHeapStatistics().used_heap_size;
  let largestBytes = 0;
  for (let round = 0; round < 300; round += 1) {
    // Lives long enough to leave the young generation, then dies.
    for (let count = 0; count < 30_000; count += 1)
      ring[(round * 30_000 + count) % ring.length] = { round, text: `${count}` };
    largestBytes = Math.max(largestBytes, getHeapStatistics().used_heap_size);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(largestBytes < livingBytes * 3, `${largestBytes} where ${livingBytes} live`);
});
