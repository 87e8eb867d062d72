import assert from 'node:assert/strict';
import { it } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { releaseMemory } from './release-memory.ts';

const youngBytes = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

it('gives back the young generation that a busy start has grown', async () => {
  const kept: object[] = [];
  for (let index = 0; index < 400_000; index += 1) kept[index % 100_000] = { index, text: `${index}` };
  const grownBytes = youngBytes();
  assert.ok(grownBytes > 8_000_000, `${grownBytes}`);
  kept.length = 0;
  await releaseMemory();
  assert.ok(youngBytes() < grownBytes / 2, `${youngBytes()} of ${grownBytes}`);
});
