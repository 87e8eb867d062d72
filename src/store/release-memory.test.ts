import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from './open-store.ts';
import { releaseMemoryUnit } from './release-memory.ts';
import { youngGenerationUnit } from './young-generation.test.kit.ts';

it('gives back the young generation that the thread of SQLite has grown', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-release-'));
  const store = await openStore({ url: `sqlite:${path.join(folder, 'plantain.db')}` });
  try {
    const grownBytes = await store.read(youngGenerationUnit, { objects: 300_000 });
    await store.read(releaseMemoryUnit, undefined);
    let leftBytes = grownBytes;
    for (let tries = 0; tries < 200 && leftBytes > grownBytes / 2; tries += 1) {
      await sleep(25);
      leftBytes = await store.read(youngGenerationUnit, { objects: 0 });
    }
    assert.ok(leftBytes <= grownBytes / 2, `${leftBytes} of ${grownBytes}`);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});
