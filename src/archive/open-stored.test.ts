import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { openStored } from './open-stored.ts';
import { openArtifactStore } from './stores/open-artifact-store.ts';

test('an archive that is away is said to be away, so that clients try again', async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'nobody';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'nothing';
  const endpoint = 'http://127.0.0.1:1';
  const files = await openArtifactStore('s3://bucket/prefix', { spoolFolder: tmpdir(), endpoint });
  await assert.rejects(openStored(files, 'a/b-1.png'), { code: 'archive_unavailable' });
  files.close();
});
