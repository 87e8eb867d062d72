import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { ArchiveUnavailable } from './errors.ts';
import { openArtifactStore } from './open-artifact-store.ts';

it('a file that cannot be read to its end is not kept, and says why, and the process goes on', {
  timeout: 60_000,
}, async (context) => {
  process.env.AWS_ACCESS_KEY_ID ??= 'nobody';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'nothing';
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-unreadable-'));
  const file = path.join(folder, 'one.spool');
  const sizeBytes = 40_000_000;
  await writeFile(file, Buffer.alloc(sizeBytes));
  // Takes all it is sent, and cuts the file short once some has come.
  const server = createServer((request, response) => {
    request.once('data', () => truncateSync(file, 100));
    request
      .on('error', () => undefined)
      .on('end', () => response.end())
      .resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = await openArtifactStore('s3://bucket/prefix', {
    endpoint,
    spoolFolder: folder,
    random: () => 0,
  });
  context.after(async () => {
    store.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  const kept = store.keep(file, '2026/11/21/kind/short-1.png', { mediaType: 'image/png', sizeBytes });
  await assert.rejects(kept, (error) => {
    assert.ok(error instanceof ArchiveUnavailable);
    assert.match(error.message, /the file ended at \d+, not at 40000000/);
    return true;
  });
});
