import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createSpool, SpoolFailure } from './spool.ts';
import { sweepSpool } from './sweep-spool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'spool-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const newName = () => `file-${count++}`;
const withCode = (code: string) => (error: unknown) => error instanceof SpoolFailure && error.code === code;

test('what was written in pieces of any size is in the file after close', () => {
  for (const largest of [1, 100, 20_000, 60_000, 200_000]) {
    const spool = createSpool(folder, newName());
    const pieces: Buffer[] = [];
    for (let round = 0; round < 60; round++) {
      const buffer = randomBytes(1 + randomInt(largest));
      const start = randomInt(buffer.length);
      spool.write(buffer, start, buffer.length);
      pieces.push(Buffer.from(buffer.subarray(start)));
      buffer.fill(0);
    }
    spool.close();
    const expected = Buffer.concat(pieces);
    assert.ok(readFileSync(spool.path).equals(expected));
    assert.equal(spool.sizeBytes, expected.length);
  }
});

test('the file is private, new, and carries the ending that a sweep looks for', () => {
  const spool = createSpool(folder, 'private');
  assert.equal(statSync(spool.path).mode & 0o777, 0o600);
  assert.equal(path.basename(spool.path), 'private.spool');
  assert.throws(() => createSpool(folder, 'private'), withCode('io'));
  spool.discard();
  const target = path.join(folder, 'elsewhere');
  symlinkSync(target, path.join(folder, 'linked.spool'));
  assert.throws(() => createSpool(folder, 'linked'), withCode('io'));
  assert.equal(existsSync(target), false);
});

test('a name that is more than a name is refused', () => {
  for (const name of ['', '.', '..', '../a', 'a/b', '/a', 'a\0', '.hidden', 'a b']) {
    assert.throws(() => createSpool(folder, name), RangeError, name);
  }
});

test('the byte limit is exact', () => {
  const spool = createSpool(folder, newName(), { limitBytes: 100_000 });
  spool.write(Buffer.alloc(60_000), 0, 60_000);
  spool.write(Buffer.alloc(40_000), 0, 40_000);
  assert.throws(() => spool.write(Buffer.alloc(1), 0, 1), withCode('too_large'));
  spool.close();
  assert.equal(statSync(spool.path).size, 100_000);
});

test('discard removes the file at any moment and never throws', () => {
  for (const steps of [
    ['discard'],
    ['close', 'discard'],
    ['discard', 'discard'],
    ['discard', 'close'],
  ] as const) {
    const spool = createSpool(folder, newName());
    spool.write(Buffer.alloc(10), 0, 10);
    for (const step of steps) spool[step]();
    assert.equal(existsSync(spool.path), false);
    assert.throws(() => spool.write(Buffer.alloc(1), 0, 1), withCode('closed'));
  }
});

test('sync puts pending bytes into the file first', async () => {
  const spool = createSpool(folder, newName());
  spool.write(Buffer.from('abc'), 0, 3);
  assert.equal(statSync(spool.path).size, 0);
  await spool.sync();
  assert.equal(statSync(spool.path).size, 3);
  spool.close();
  await assert.rejects(spool.sync(), withCode('closed'));
});

test('a sweep removes old spool files and nothing else', async () => {
  const nowMs = Date.now();
  for (const [name, ageMs] of [
    ['old.spool', 5000],
    ['new.spool', 1000],
    ['old.png', 5000],
  ] as const) {
    writeFileSync(path.join(folder, name), 'x');
    utimesSync(path.join(folder, name), (nowMs - ageMs) / 1000, (nowMs - ageMs) / 1000);
  }
  assert.equal(await sweepSpool(folder, 3000, nowMs), 1);
  assert.deepEqual(
    ['old.spool', 'new.spool', 'old.png'].map((name) => existsSync(path.join(folder, name))),
    [false, true, true],
  );
  assert.equal(await sweepSpool(path.join(folder, 'missing'), 0, nowMs), 0);
});
