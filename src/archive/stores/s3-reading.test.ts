import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { type MemoryS3, startMemoryS3 } from '../../../test/services/memory-s3.ts';
import type { ArtifactReader, ArtifactStore } from './artifact-store.ts';
import { ArchiveBusy } from './errors.ts';
import { openArtifactStore } from './open-artifact-store.ts';

describe('those who read from S3 as slowly as they like', { timeout: 120_000 }, () => {
  let s3: MemoryS3;
  let folder: string;
  let store: ArtifactStore;
  const held: Readable[] = [];
  const key = '2026/11/21/kind/read-1.png';

  before(async () => {
    s3 = await startMemoryS3();
    folder = await mkdtemp(path.join(tmpdir(), 'plantain-reading-'));
    store = await openArtifactStore('s3://bucket/prefix', {
      endpoint: s3.endpoint,
      spoolFolder: folder,
      downloadWaitMs: 50,
    });
    await keep(key);
  });
  afterEach(() => {
    s3.holdReads(false);
    for (const stream of held.splice(0)) stream.destroy();
  });
  after(async () => {
    store.close();
    await s3.close();
    await rm(folder, { recursive: true });
  });

  const keep = async (name: string) => {
    const file = path.join(folder, 'one.spool');
    await writeFile(file, 'picture');
    await store.keep(file, name, { mediaType: 'image/png', sizeBytes: 7 });
  };
  /** So many that read one byte and then nothing. */
  const hold = async (count: number, reader: ArtifactReader) => {
    s3.holdReads(true);
    const opened = await Promise.all(Array.from({ length: count }, () => store.open(key, undefined, reader)));
    for (const one of opened) held.push(one!.stream.on('error', () => undefined));
    s3.holdReads(false);
  };
  const isRead = async (reader?: ArtifactReader) => {
    const opened = await store.open(key, undefined, reader);
    assert.equal((await buffer(opened!.stream)).toString(), 'picture');
  };
  const download = (turnOf: string): ArtifactReader => ({ isDownload: true, turnOf });

  it('keep nothing from being kept, looked up, deleted and read for a caller, though they have every place', async () => {
    for (const address of ['a', 'b', 'c', 'd']) await hold(64, download(address));
    const other = '2026/11/21/kind/kept-1.png';
    await keep(other);
    assert.equal((await store.head(other))?.sizeBytes, 7);
    await store.delete(other);
    await store.ready();
    await isRead();
    await assert.rejects(isRead(download('e')), ArchiveBusy);
  });

  it('keep no other address from downloading, and no other key from its answers', async () => {
    await hold(64, download('a'));
    await assert.rejects(isRead(download('a')), ArchiveBusy);
    await isRead(download('b'));
    await hold(32, { turnOf: 'key-1' });
    await isRead({ turnOf: 'key-2' });
  });

  it('leave their place to who waits when they end or go', async () => {
    await hold(64, download('a'));
    const waiting = isRead(download('a'));
    held[0]?.destroy();
    await waiting;
    for (let number = 0; number < 10; number += 1) await isRead(download('a'));
  });

  it('leave their turn when they go, and are not read for', async () => {
    await hold(64, download('a'));
    const gone = new AbortController();
    const read = store.open(key, undefined, { abandoned: () => gone.signal, ...download('a') });
    gone.abort(new Error('nobody waits'));
    await assert.rejects(read, /nobody waits/);
    held[0]?.destroy();
    await isRead(download('a'));
  });

  it('take no place with what is not there', async () => {
    for (let number = 0; number < 70; number += 1) {
      assert.equal(await store.open('2026/11/21/kind/none-1.png', undefined, download('a')), undefined);
    }
    await isRead(download('a'));
  });
});
