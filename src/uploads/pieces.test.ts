import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { ArchiveUnavailable } from '../archive/stores/errors.ts';
import { openArtifactStore } from '../archive/stores/open-artifact-store.ts';
import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { createBodyRoom } from '../http/body-room.ts';
import { createConverter } from '../lib/convert/converter.ts';
import { createFairPlaces } from '../lib/fair-places.ts';
import { openStore } from '../store/open-store.ts';
import { expireUploads } from './expire-uploads.ts';
import { createUploads } from './uploads.ts';

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a36' } })
  .png()
  .toBuffer();
const caller = { keyId: 'key', accountId: 'account', mode: 'live', settings: {} } as unknown as Caller;
const whole = { mediaType: 'image/png', sizeBytes: png.length } as const;

async function setUp(context: TestContext) {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-uploads-'));
  const store = await openStore({ url: `sqlite:${path.join(folder, 'rows.db')}` });
  const converter = createConverter();
  const disk = await openArtifactStore(`file:${path.join(folder, 'archive')}`);
  const line = { isBroken: false, deletesNothing: false, opensNothing: false };
  const files = brokenLine(disk, line);
  context.after(async () => {
    await converter.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
  const clock = { nowMs: 1_800_000_000_000, now: () => clock.nowMs };
  const room = createBodyRoom(1_048_576, () => {});
  const places = createFairPlaces({ total: 4, perKey: 2 });
  const uploads = createUploads({ store, files, clock, converter, room, places });
  const reserve = async (promised: { mediaType: 'image/png'; sizeBytes: number } = whole) => {
    const { upload, token } = await uploads.of(caller).reserve(promised);
    const piece = (offset: number, bytes: Uint8Array, isLast = false) =>
      uploads.fillPiece(upload.name, { token, offset, isLast, bytes: chunks(bytes) });
    const fill = () => uploads.fill(upload.name, { token, ...promised, bytes: chunks(png) });
    return { upload, piece, fill };
  };
  const stored = async () =>
    (await readdir(path.join(folder, 'archive'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const archive = path.join(folder, 'archive');
  return {
    uploads,
    places,
    room,
    reserve,
    stored,
    clock,
    archive,
    line,
    sweep: () => expireUploads(store, files, clock.nowMs),
  };
}

/** An archive behind a line that breaks once it has taken a file, which is there, and nobody was told; or where nothing can be deleted. */
function brokenLine(
  files: ArtifactStore,
  line: { readonly isBroken: boolean; readonly deletesNothing: boolean; readonly opensNothing: boolean },
): ArtifactStore {
  return {
    spoolFolder: files.spoolFolder,
    async keep(...file) {
      await files.keep(...file);
      if (line.isBroken) throw new ArchiveUnavailable('keep it', 'the answer was lost');
    },
    open: (key, range) =>
      line.opensNothing
        ? Promise.reject(new ArchiveUnavailable(`open ${key}`, '503 Slow Down'))
        : files.open(key, range),
    head: (key) => files.head(key),
    delete: (key) =>
      line.deletesNothing
        ? Promise.reject(new ArchiveUnavailable(`delete ${key}`, '503 Slow Down'))
        : files.delete(key),
    list: (folder) => files.list(folder),
    ready: () => files.ready(),
    close: () => files.close(),
  };
}

async function* chunks(bytes: Uint8Array) {
  yield bytes;
}

async function bytesOf(uploads: ReturnType<typeof createUploads>, name: string): Promise<Buffer | undefined> {
  const found = await uploads.open(name);
  const stream = found.state === 'kept' ? await found.open() : undefined;
  return stream && buffer(stream);
}

test('of pieces sent at once for one offset one is taken, and its bytes are those that stay', async (context) => {
  const { uploads, reserve } = await setUp(context);
  for (let round = 0; round < 20; round += 1) {
    const { upload, piece } = await reserve();
    const sizes = [10, 20, 30, 40];
    const results = await Promise.allSettled(sizes.map((size) => piece(0, png.subarray(0, size))));
    const taken = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    assert.equal(taken.length, 1);
    const at = taken[0]?.receivedBytes as number;
    assert.ok(sizes.includes(at));
    await piece(at, png.subarray(at), true);
    assert.deepEqual(await bytesOf(uploads, upload.name), png);
  }
});

test('pieces bring no more than was promised, nothing for nothing, and not in thousands', async (context) => {
  const { reserve, stored } = await setUp(context);
  const { piece } = await reserve();
  await assert.rejects(piece(0, Buffer.alloc(png.length + 1)), /of an upload of \d+ bytes/);
  for (let count = 0; count < 5; count += 1) assert.equal((await piece(0, Buffer.alloc(0))).receivedBytes, 0);
  assert.deepEqual(await stored(), []);
  const many = await reserve({ mediaType: 'image/png', sizeBytes: 200 });
  for (let at = 0; at < 100; at += 1) await many.piece(at, Buffer.alloc(1));
  await assert.rejects(many.piece(100, Buffer.alloc(1)), /at most 100 pieces/);
});

test('a place nobody filled in time is given up with its pieces, and no earlier', async (context) => {
  const { reserve, stored, clock, sweep } = await setUp(context);
  const { piece } = await reserve();
  await piece(0, png.subarray(0, 50));
  clock.nowMs += 19 * 60_000;
  assert.deepEqual(await sweep(), { gone: 0 });
  assert.equal((await stored()).length, 1);
  clock.nowMs += 60_000;
  assert.deepEqual(await sweep(), { gone: 1 });
  assert.deepEqual(await stored(), []);
});

test('while the archive is away nothing is said to be there, and the same URL takes the bytes later', async (context) => {
  const { uploads, reserve, archive, clock, sweep } = await setUp(context);
  const { upload, fill } = await reserve();
  // A file where the folder of uploads should be.
  await mkdir(archive, { recursive: true });
  await writeFile(path.join(archive, 'uploads'), '');
  await assert.rejects(fill(), { code: 'archive_unavailable' });
  await assert.rejects(uploads.of(caller).keep(chunks(png)), { code: 'archive_unavailable' });
  assert.equal((await uploads.of(caller).find(upload.id))?.state, 'awaited');
  assert.equal((await uploads.open(upload.name)).state, 'missing');
  await rm(path.join(archive, 'uploads'));
  assert.equal((await fill()).state, 'kept');
  assert.deepEqual(await bytesOf(uploads, upload.name), png);
  assert.deepEqual(
    (await uploads.of(caller).list({ limit: 10, offset: 0 })).map(({ id }) => id),
    [upload.id],
  );
  clock.nowMs += 48 * 3_600_000;
  assert.deepEqual(await sweep(), { gone: 1 });
});

test('the last piece of an upload whose others cannot be read now is told so, and may come again', async (context) => {
  const { uploads, reserve, line } = await setUp(context);
  const { upload, piece } = await reserve();
  await piece(0, png.subarray(0, 50));
  line.opensNothing = true;
  await assert.rejects(piece(50, png.subarray(50), true), (error) => {
    assert.ok(error instanceof Failure, 'what no protocol knows would be an internal error');
    assert.equal(error.code, 'archive_unavailable');
    return true;
  });
  line.opensNothing = false;
  await piece(50, png.subarray(50), true);
  assert.ok((await bytesOf(uploads, upload.name))?.equals(png));
});

test('what the archive took although it said that it could not does not stay for ever', async (context) => {
  const { uploads, reserve, stored, clock, line, sweep } = await setUp(context);
  const { piece } = await reserve();
  await piece(0, png.subarray(0, 40));
  line.isBroken = true;
  const told = (error: unknown) => error instanceof Failure && error.code === 'archive_unavailable';
  await assert.rejects(piece(40, png.subarray(40, 80)), told);
  await assert.rejects(uploads.of(caller).keep(chunks(png)), told);
  assert.equal((await stored()).length, 2, 'the pieces of the reserved one');
  clock.nowMs += 21 * 60_000;
  await sweep();
  assert.deepEqual(await stored(), []);
});

test('an upload that an archive that is away neither keeps nor deletes is told as that, and leaves the quota at once', async (context) => {
  const { uploads, stored, clock, line, sweep } = await setUp(context);
  Object.assign(line, { isBroken: true, deletesNothing: true });
  await assert.rejects(uploads.of(caller).keep(chunks(png)), { code: 'archive_unavailable' });
  assert.equal((await stored()).length, 1);
  Object.assign(line, { isBroken: false, deletesNothing: false });
  // Five minutes after its end, where one that is still waited for would have twenty.
  clock.nowMs += 5 * 60_000;
  assert.deepEqual(await sweep(), { gone: 1 });
  assert.deepEqual(await stored(), []);
});

test('an upload that is whole is told so although its pieces cannot be deleted, and they go with it', async (context) => {
  const { uploads, reserve, stored, clock, line, sweep } = await setUp(context);
  const { upload, piece } = await reserve();
  await piece(0, png.subarray(0, 40));
  line.deletesNothing = true;
  const filled = await piece(40, png.subarray(40), true);
  assert.equal(filled.upload.state, 'kept');
  assert.deepEqual(await bytesOf(uploads, upload.name), png);
  assert.equal((await stored()).length, 2);
  line.deletesNothing = false;
  clock.nowMs += 48 * 3_600_000;
  assert.deepEqual(await sweep(), { gone: 1 });
  assert.deepEqual(await stored(), []);
});

test('what fills a reserved place counts as what its key holds of the disk, until it is there or no more comes', async (context) => {
  const { uploads, reserve, room, stored } = await setUp(context);
  const { upload, fill } = await reserve();
  const most = (1_048_576 * 7) / 8;
  room.take(caller.keyId, most);
  await assert.rejects(fill(), { code: 'overloaded' });
  assert.deepEqual([await stored(), room.sizeBytes], [[], most]);
  room.giveBack(caller.keyId, most);
  await fill();
  assert.equal(room.sizeBytes, 0);
  assert.deepEqual(await bytesOf(uploads, upload.name), png);
});

test('bytes that come slowly hold no more places than their key has, and no file before it is their turn', async (context) => {
  const { uploads, places, reserve, stored } = await setUp(context);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = 0;
  async function* slow() {
    begun += 1;
    yield png.subarray(0, 10);
    await held;
    yield png.subarray(10);
  }
  const slowly = async () => {
    const { upload, token } = await uploads.of(caller).reserve(whole);
    return () => uploads.fill(upload.name, { token, ...whole, bytes: slow() });
  };
  const fills = await Promise.all(Array.from({ length: 3 }, slowly));
  const filling = [...fills.map((fill) => fill()), uploads.of(caller).keep(slow())];
  while (places.waiting < 2) await new Promise((resolve) => setImmediate(resolve));
  const files = (await stored()).filter((name) => name.endsWith('.spool'));
  assert.deepEqual([begun, files.length], [2, 2]);

  const other = uploads.of({ ...caller, keyId: 'other' });
  assert.equal((await other.keep(chunks(png))).state, 'kept');
  const { piece } = await reserve();
  const last = piece(0, png, true);
  release();
  for (const { state } of await Promise.all(filling)) assert.equal(state, 'kept');
  assert.equal((await last).upload.state, 'kept');
});
