import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, fstatSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { ArtifactStore } from './artifact-store.ts';
import { ArchiveUnavailable } from './errors.ts';
import { openArtifactStore } from './open-artifact-store.ts';

let folder: string;
let root: string;
let outside: string;
let store: ArtifactStore;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plantain-disk-'));
  root = path.join(folder, 'archive');
  outside = path.join(folder, 'outside');
  await mkdir(outside);
  await writeFile(path.join(outside, 'secret-1.png'), 'secret');
  store = await openArtifactStore(`file:${root}`, { fsync: true });
});
after(() => rm(folder, { recursive: true, force: true }));

const keep = async (key: string, content: string) => {
  const file = path.join(store.spoolFolder, 'one.spool');
  await writeFile(file, content);
  await store.keep(file, key, { mediaType: 'image/png', sizeBytes: content.length });
};

test('with fsync a file is kept all the same', async () => {
  await keep('2026/11/21/kind/synced-1.png', 'synced');
  const opened = await store.open('2026/11/21/kind/synced-1.png');
  assert.equal((await buffer(opened!.stream)).toString(), 'synced');
});

test('with fsync every folder on the way to a file is synced before it is kept, those that were there among them', async (context) => {
  await mkdir(path.join(root, '2031/01'), { recursive: true });
  const levels = ['', '2031', '2031/01', '2031/01/21', '2031/01/21/kind'];
  const missing = async (files: ArtifactStore, key: string) => {
    const file = path.join(files.spoolFolder, 'one.spool');
    await writeFile(file, 'synced');
    const synced = new Set<number>();
    const handle = await open(file);
    const sync = context.mock.method(
      Object.getPrototypeOf(handle) as typeof handle,
      'sync',
      function (this: typeof handle) {
        synced.add(fstatSync(this.fd).ino);
        return this.datasync();
      },
    );
    await handle.close();
    await files.keep(file, key, { mediaType: 'image/png', sizeBytes: 6 });
    sync.mock.restore();
    assert.ok(synced.has(statSync(path.join(root, key)).ino), 'and the file');
    return levels.filter((level) => !synced.has(statSync(path.join(root, level)).ino));
  };
  assert.deepEqual(await missing(store, '2031/01/21/kind/first-1.png'), []);
  const aboveLeaf = levels.slice(0, -1);
  assert.deepEqual(await missing(store, '2031/01/21/kind/second-1.png'), aboveLeaf, 'once is enough');
  // Another process, which has read there before it keeps something.
  const second = await openArtifactStore(`file:${root}`, { fsync: true });
  assert.ok(await second.head('2031/01/21/kind/second-1.png'));
  assert.deepEqual(await missing(second, '2031/01/21/kind/third-1.png'), []);
});

test('folders that somebody deleted while it runs are made again', async () => {
  await keep('2026/11/22/kind/first-1.png', 'first');
  for (const gone of ['2026/11/22', '2026/11', '2026']) {
    await rm(path.join(root, gone), { recursive: true });
    assert.equal(await store.open('2026/11/22/kind/first-1.png'), undefined);
    await keep('2026/11/22/kind/again-1.png', 'again');
    assert.equal(
      (await buffer((await store.open('2026/11/22/kind/again-1.png'))!.stream)).toString(),
      'again',
    );
  }
});

test('a folder that is a symbolic link to the outside is neither read, written, deleted in nor listed', async () => {
  await mkdir(path.join(root, '2026/12'), { recursive: true });
  await symlink(outside, path.join(root, '2026/12/01'));
  const key = '2026/12/01/secret-1.png';
  assert.equal(await store.open(key), undefined);
  assert.equal(await store.head(key), undefined);
  await store.delete(key);
  assert.ok(existsSync(path.join(outside, 'secret-1.png')));
  await assert.rejects(keep('2026/12/01/new-1.png', 'x'), /leads outside/);
  await assert.rejects(keep('2026/12/01/deeper/new-1.png', 'x'), /leads outside/);
  assert.deepEqual(await readdir(outside), ['secret-1.png']);
  const keys = [];
  for await (const entry of store.list('2026/12')) keys.push(entry.key);
  assert.deepEqual(keys, []);
});

test('a symbolic link or a pipe in place of a file is not there', async () => {
  await mkdir(path.join(root, '2026/kind'), { recursive: true });
  await symlink(path.join(outside, 'secret-1.png'), path.join(root, '2026/kind/link-1.png'));
  execFileSync('mkfifo', [path.join(root, '2026/kind/pipe-1.png')]);
  for (const key of ['2026/kind/link-1.png', '2026/kind/pipe-1.png', '2026/kind']) {
    assert.equal(await store.open(key), undefined);
    assert.equal(await store.head(key), undefined);
  }
});

test('the folders of a day disappear with its last artifact', async () => {
  await keep('2020/02/02/kind/only-1.png', 'x');
  await store.delete('2020/02/02/kind/only-1.png');
  assert.ok(!existsSync(path.join(root, '2020')));
  await keep('2020/02/02/kind/only-1.png', 'again');
  assert.equal((await store.head('2020/02/02/kind/only-1.png'))?.sizeBytes, 5);
});

test('unfinished files are never listed and never served', async () => {
  await writeFile(path.join(store.spoolFolder, 'half.spool'), 'half');
  for await (const entry of store.list('')) assert.ok(!entry.key.includes('spool'), entry.key);
});

test('a spool that vanished is reported as unavailable', async () => {
  const missing = path.join(store.spoolFolder, 'missing.spool');
  const facts = { mediaType: 'image/png', sizeBytes: 1 };
  await assert.rejects(store.keep(missing, '2026/11/21/kind/vanished-1.png', facts), ArchiveUnavailable);
});

test('a full disk is not ready, keeps nothing in half, and the file can be kept elsewhere', async (context) => {
  const small = path.join(folder, 'small');
  await mkdir(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    return context.skip('needs the right to mount');
  }
  try {
    const full = await openArtifactStore(`file:${small}`);
    await full.ready();
    await writeFile(path.join(small, '.spool', 'filler'), 'x'.repeat(100_000)).catch(() => {});
    await assert.rejects(full.ready(), ArchiveUnavailable);

    const facts = { mediaType: 'image/png', sizeBytes: 300_000 };
    const key = '2026/11/21/kind/full-1.png';
    const spool = path.join(folder, 'from-another-disk.spool');
    await writeFile(spool, Buffer.alloc(facts.sizeBytes, 'far'));
    await assert.rejects(full.keep(spool, key, facts), ArchiveUnavailable);
    assert.equal(await full.head(key), undefined);
    assert.deepEqual(await readdir(path.join(small, '.spool')), ['filler']);
    await store.keep(spool, key, facts);
    assert.equal((await store.head(key))?.sizeBytes, facts.sizeBytes);
    await store.delete(key);

    await rm(path.join(small, '.spool', 'filler'));
    await full.ready();
  } finally {
    execFileSync('umount', [small]);
  }
});

const otherDisk = '/dev/shm';
const isOther = existsSync(otherDisk) && statSync(otherDisk).dev !== statSync(tmpdir()).dev;

test('a file from another file system is kept whole, and leaves nothing behind', {
  skip: isOther ? false : `${otherDisk} is not another file system here`,
}, async () => {
  const spool = await mkdtemp(path.join(otherDisk, 'plantain-spool-'));
  try {
    const file = path.join(spool, 'far.spool');
    const before = await readdir(store.spoolFolder);
    const bytes = Buffer.alloc(3_000_000, 'far');
    await writeFile(file, bytes);
    const facts = { mediaType: 'image/png', sizeBytes: bytes.length };
    await store.keep(file, '2026/11/21/kind/far-1.png', facts);
    const opened = await store.open('2026/11/21/kind/far-1.png');
    assert.ok((await buffer(opened!.stream)).equals(bytes));
    assert.deepEqual([await readdir(spool), await readdir(store.spoolFolder)], [[], before]);
    await writeFile(file, bytes);
    await assert.rejects(store.keep(file, '2026/12/01/far-1.png', facts), /leads outside/);
    assert.deepEqual([await readdir(spool), await readdir(store.spoolFolder)], [['far.spool'], before]);
  } finally {
    await rm(spool, { recursive: true });
  }
});

test('a folder that cannot be made is reported when the store is opened', async () => {
  const file = path.join(folder, 'a-file');
  await writeFile(file, '');
  await chmod(file, 0o600);
  await assert.rejects(openArtifactStore(`file:${file}/archive`), ArchiveUnavailable);
  await assert.rejects(openArtifactStore('ftp://somewhere'), /must be file:/);
});
