import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMemoryS3 } from '../../test/services/memory-s3.ts';
import { probeArchive } from './probe-archive.ts';
import { openArtifactStore } from './stores/open-artifact-store.ts';

async function setUp(context: TestContext) {
  const s3 = await startMemoryS3();
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-probe-'));
  const store = await openArtifactStore('s3://bucket/prefix', { endpoint: s3.endpoint, spoolFolder: folder });
  context.after(async () => {
    store.close();
    await s3.close();
    await rm(folder, { recursive: true });
  });
  return { s3, folder, store, look: (limitMs: number) => probeArchive(store, new Set([folder]), limitMs) };
}

test('a server that takes everything and never speaks is away, within the time given, and leaves no file', async (context) => {
  const { s3, folder, look } = await setUp(context);
  await look(10_000);
  s3.hang(() => true);
  await assert.rejects(look(300), /no answer within 0.3 s|aborted/);
  while ((await readdir(folder)).length > 0) await sleep(5);
  s3.hang(() => false);
  await look(10_000);
});

test('a look waits behind no upload', async (context) => {
  const { s3, folder, store, look } = await setUp(context);
  s3.hang((name) => name.includes('stuck'));
  const stuck = Array.from({ length: 40 }, async (_, index) => {
    const file = path.join(folder, `stuck-${index}.spool`);
    await writeFile(file, 'x');
    await store.keep(file, `2026/11/21/kind/stuck-${index}.png`, { mediaType: 'image/png', sizeBytes: 1 });
  });
  while (s3.hanging < 16) await sleep(5);
  await look(10_000);
  s3.hang(() => false);
  await Promise.all(stuck);
});
