import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import type { FoundArtifact } from '../generation/found-artifact.ts';
import { copyOwn } from './copy-own.ts';

it('what was opened in the archive is let go of when there is no room for the copy', async () => {
  const stream = Readable.from([Buffer.from('a picture')]);
  const artifact = {
    key: 'a',
    number: 1,
    mediaType: 'image/png',
    sizeBytes: 9,
    width: 1,
    height: 1,
    expiresAtMs: 1,
  };
  const found = { state: 'kept', artifact, open: async () => stream } as FoundArtifact;
  const full = () => {
    throw new Error('ENOSPC');
  };
  await assert.rejects(
    copyOwn(async () => found, full, new AbortController().signal),
    /ENOSPC/,
  );
  assert.ok(stream.destroyed);
});
