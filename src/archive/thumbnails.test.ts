import assert from 'node:assert/strict';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import sharp from 'sharp';
import { createThumbnails } from './thumbnails.ts';

it('every file of a thumbnail that is being made is one the sweep removes after a crash', {
  timeout: 60_000,
}, async (context) => {
  const spoolFolder = await mkdtemp(path.join(tmpdir(), 'plantain-thumbnails-'));
  const seen = new Set<string>();
  const watcher = watch(spoolFolder, (_event, name) => seen.add(String(name)));
  const picture = await sharp({ create: { width: 800, height: 400, channels: 3, background: '#0a0' } })
    .png()
    .toBuffer();
  const thumbnails = createThumbnails({
    spoolFolder,
    findArtifact: async (key) => ({
      state: 'kept',
      artifact: {
        key,
        number: 1,
        mediaType: 'image/png',
        sizeBytes: picture.length,
        width: 800,
        height: 400,
        expiresAtMs: Number.MAX_SAFE_INTEGER,
      },
      open: async () => Readable.from([picture]),
    }),
  });
  context.after(async () => {
    await thumbnails.close();
    await rm(spoolFolder, { recursive: true });
  });
  const made = await thumbnails.read('2026/11/21/kind/a-1.png');
  assert.equal((await sharp(made).metadata()).width, 360);
  assert.deepEqual(await readdir(spoolFolder), []);
  while (seen.size < 2) await once(watcher, 'change');
  watcher.close();
  for (const name of seen) assert.match(name, /\.spool$/);
});
