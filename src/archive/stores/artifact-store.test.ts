import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type TestArchive, testArchives } from '../../../test/services/test-archives.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { InvalidArtifactKey, RangeNotSatisfiable } from './errors.ts';
import { openArtifactStore } from './open-artifact-store.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const png = { mediaType: 'image/png' };

for (const kind of testArchives()) {
  describe(`artifacts on ${kind.name}`, () => {
    let archive: TestArchive;
    let store: ArtifactStore;
    let spools = 0;

    before(async () => {
      archive = await kind.create();
      const { endpoint } = archive;
      const spoolFolder = path.join(archive.folder, 'spool');
      store = await openArtifactStore(archive.location, { spoolFolder, ...(endpoint ? { endpoint } : {}) });
    });
    after(async () => {
      await inLanes(await keysIn(''), (key) => store.delete(key));
      store.close();
      await archive.remove();
    });

    const spool = async (content: Uint8Array | string) => {
      spools += 1;
      const file = path.join(store.spoolFolder, `test-${spools}.spool`);
      await writeFile(file, content);
      return file;
    };
    const keep = async (key: string, content: string) =>
      store.keep(await spool(content), key, { ...png, sizeBytes: Buffer.byteLength(content) });
    const read = async (key: string, range?: { start: number; end: number }) => {
      const opened = await store.open(key, range);
      return opened && (await buffer(opened.stream)).toString();
    };
    const keysIn = async (folder: string) => {
      const keys: string[] = [];
      for await (const entry of store.list(folder)) keys.push(entry.key);
      return keys.sort();
    };

    test('a kept file is under its key, whole, and its spool is gone', async () => {
      const file = await spool('hello artifact');
      await store.keep(file, '2026/11/21/sync-image/one-1.png', { ...png, sizeBytes: 14 });
      assert.ok(!existsSync(file));
      const opened = await store.open('2026/11/21/sync-image/one-1.png');
      assert.equal(opened?.sizeBytes, 14);
      assert.equal(opened?.totalBytes, 14);
      assert.equal((await buffer(opened!.stream)).toString(), 'hello artifact');
    });

    test('head tells size and time, and undefined for a key that is not there', async () => {
      const startedMs = Date.now();
      await keep('2026/11/21/sync-image/head-1.png', 'twelve bytes');
      const entry = await store.head('2026/11/21/sync-image/head-1.png');
      assert.equal(entry?.sizeBytes, 12);
      // S3 tells whole seconds.
      assert.ok(Math.abs((entry?.modifiedMs ?? 0) - startedMs) < 10_000);
      assert.equal(await store.head('2026/11/21/sync-image/none-1.png'), undefined);
      assert.equal(await store.open('2026/11/21/sync-image/none-1.png'), undefined);
      assert.equal(await store.open('2026/11/21/sync-image/none-1.png', { start: 5, end: 9 }), undefined);
      assert.equal(await store.open('2026/11/21/sync-image/head-1.png/below.png'), undefined);
    });

    test('ranges are inclusive, end at the last byte, and tell the total', async () => {
      const key = '2026/11/21/sync-image/range-1.png';
      await keep(key, '0123456789');
      assert.equal(await read(key, { start: 0, end: 0 }), '0');
      assert.equal(await read(key, { start: 3, end: 6 }), '3456');
      const tail = await store.open(key, { start: 7, end: 1_000_000 });
      assert.deepEqual([tail?.sizeBytes, tail?.totalBytes], [3, 10]);
      assert.equal((await buffer(tail!.stream)).toString(), '789');
      await assert.rejects(store.open(key, { start: 10, end: 12 }), (error) => {
        assert.ok(error instanceof RangeNotSatisfiable);
        assert.equal(error.totalBytes, 10);
        return true;
      });
      await assert.rejects(store.open(key, { start: 5, end: 4 }), RangeError);
      await assert.rejects(store.open(key, { start: -1, end: 4 }), RangeError);
    });

    test('an empty file is kept and read', async () => {
      await keep('2026/11/21/sync-image/empty-1.png', '');
      assert.equal(await read('2026/11/21/sync-image/empty-1.png'), '');
    });

    test('a second file under the same key replaces the first as a whole', async () => {
      const key = '2026/11/21/sync-image/twice-1.png';
      await keep(key, 'the first, which is longer');
      const reading = await store.open(key);
      await keep(key, 'the second');
      assert.equal(await read(key), 'the second');
      assert.equal((await buffer(reading!.stream)).toString(), 'the first, which is longer');
    });

    test('a file of another size than announced is refused and stays where it is', async () => {
      const file = await spool('still being written');
      const key = '2026/11/21/sync-image/short-1.png';
      await assert.rejects(store.keep(file, key, { ...png, sizeBytes: 400 }), /has 19 bytes, not 400/);
      assert.ok(existsSync(file));
      assert.equal(await store.head(key), undefined);
    });

    test('deleting removes, and deleting nothing is not an error', async () => {
      const key = '2026/11/22/sync-image/gone-1.png';
      await keep(key, 'short life');
      await store.delete(key);
      await store.delete(key);
      await store.delete('1999/01/01/sync-image/never-1.png');
      assert.equal(await store.head(key), undefined);
      await keep(key, 'a new life in the same folder');
      assert.equal(await read(key), 'a new life in the same folder');
    });

    test('listing a folder gives everything below it and nothing beside it', async () => {
      for (const key of [
        '2025/01/01/sync-image/a-1.png',
        '2025/01/01/async-image/b-1.png',
        '2025/01/10/x/c-1.png',
      ]) {
        await keep(key, 'x');
      }
      assert.deepEqual(await keysIn('2025/01/01'), [
        '2025/01/01/async-image/b-1.png',
        '2025/01/01/sync-image/a-1.png',
      ]);
      assert.deepEqual(await keysIn('2025/01/1'), []);
      assert.equal((await keysIn('2025/')).length, 3);
      assert.deepEqual(await keysIn('1998'), []);
    });

    test('listing goes on past the thousand keys of one page', async () => {
      const keys = Array.from({ length: 1_010 }, (_, index) => `2024/01/01/sync-image/many-${index}.png`);
      await inLanes(keys, (key) => keep(key, 'x'));
      assert.deepEqual(await keysIn('2024'), keys.sort());
    });

    test('files kept at once in new folders all arrive', async () => {
      const keys = Array.from(
        { length: 64 },
        (_, index) => `2023/0${index % 4}/0${index % 3}/kind/at-once-${index}.png`,
      );
      await Promise.all(keys.map((key) => keep(key, key)));
      for (const key of keys) assert.equal(await read(key), key);
    });

    test('keeping and deleting in the same folder at once loses nothing', async () => {
      const key = (index: number) => `2022/01/01/kind/race-${index}.png`;
      for (let index = 0; index < 40; index += 1) {
        await Promise.all([keep(key(index), `${index}`), store.delete(key(index - 1))]);
        assert.equal(await read(key(index)), `${index}`);
      }
    });

    for (const key of [
      '../outside.png',
      '2026/../../outside.png',
      '/etc/passwd',
      '2026//double.png',
      '2026/./dot.png',
      '.spool/test-1.spool',
      '2026/.hidden',
      '2026/11/%2e%2e/x.png',
      '2026\\11\\x.png',
      '2026/nul\0.png',
      '2026/line\n.png',
      '2026/trailing/',
      '',
      'x'.repeat(300),
      `${'deep/'.repeat(200)}x.png`,
    ]) {
      test(`the key ${JSON.stringify(key.slice(0, 40))} is refused by every operation`, async () => {
        const file = await spool('must stay');
        await assert.rejects(store.keep(file, key, { ...png, sizeBytes: 9 }), InvalidArtifactKey);
        await assert.rejects(store.open(key), InvalidArtifactKey);
        await assert.rejects(store.head(key), InvalidArtifactKey);
        await assert.rejects(store.delete(key), InvalidArtifactKey);
        if (key !== '' && key !== '2026/trailing/') await assert.rejects(keysIn(key), InvalidArtifactKey);
        assert.ok(existsSync(file));
      });
    }

    test('a file of 20 MB goes in and out intact while memory stays flat', async () => {
      const key = '2026/11/21/sync-image/large-1.png';
      const file = path.join(store.spoolFolder, 'large.spool');
      const expected = createHash('sha256');
      await mkdir(store.spoolFolder, { recursive: true });
      const handle = await open(file, 'w');
      const block = randomBytes(1024 * 1024);
      for (let written = 0; written < 20; written += 1) {
        block.writeUInt32LE(written);
        expected.update(block);
        await handle.write(block);
      }
      await handle.close();

      const beforeBytes = await heldBytes();
      const whileKept: number[] = [];
      let kept = false;
      const watching = (async () => {
        while (!kept) whileKept.push((await heldBytes()) - beforeBytes);
      })();
      await store.keep(file, key, { ...png, sizeBytes: 20 * 1024 * 1024 });
      kept = true;
      await watching;

      const whileRead: number[] = [];
      const found = createHash('sha256');
      const opened = await store.open(key);
      let readBytes = 0;
      for await (const chunk of opened!.stream as AsyncIterable<Buffer>) {
        found.update(chunk);
        readBytes += chunk.length;
        // The stream waits here, so what is held now is what it buffers ahead.
        if (readBytes > whileRead.length * 2_000_000) whileRead.push((await heldBytes()) - beforeBytes);
      }
      assert.equal(found.digest('hex'), expected.digest('hex'));
      assert.ok(whileRead.length > 5);
      for (const samples of [whileKept, whileRead]) {
        assert.ok(median(samples) < 6 * 1024 * 1024, `${median(samples)} bytes held`);
      }
    });

    test('a store that can be used is ready and leaves no trace of the check', async () => {
      const before = await keysIn('');
      await store.ready();
      assert.deepEqual(await keysIn(''), before);
    });
  });
}

/** Memory of buffers that are in use: those that were dropped wait for the collector and its sweeper. */
async function heldBytes(): Promise<number> {
  collectGarbage();
  await sleep(5);
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Sixteen at a time. */
async function inLanes(keys: readonly string[], act: (key: string) => Promise<void>): Promise<void> {
  const left = [...keys];
  const lane = async () => {
    for (let key = left.pop(); key; key = left.pop()) await act(key);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}
