import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { QuickReader } from './quick-reader.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'quick-'));
after(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'file');
const bytes = randomBytes(2_000_003);
writeFileSync(file, bytes);
const writtenMs = statSync(file).mtimeMs;
const pieceBytes = 100_000;

async function readAll(nowMs: number): Promise<Buffer> {
  const handle = await open(file);
  const reader = new QuickReader(handle, { now: () => nowMs });
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const buffer = Buffer.alloc(pieceBytes + 1);
    const count = await reader.read(buffer, 1, pieceBytes, at);
    if (count === 0) break;
    chunks.push(buffer.subarray(1, 1 + count));
    at += count;
  }
  await handle.close();
  return Buffer.concat(chunks);
}

test('a file gives the same bytes whether it is fresh or old', async () => {
  assert.ok((await readAll(writtenMs + 1)).equals(bytes));
  assert.ok((await readAll(writtenMs + 3_600_000)).equals(bytes));
});

test('fresh files do not keep the event loop from its other work, however many are read', async () => {
  let turns = 0;
  let isReading = true;
  const count = () => {
    turns++;
    if (isReading) setImmediate(count);
  };
  setImmediate(count);
  const readers = 30;
  const read = await Promise.all(Array.from({ length: readers }, () => readAll(writtenMs + 1)));
  isReading = false;
  assert.ok(read.every((each) => each.equals(bytes)));
  const leastTurns = (readers * bytes.length) / (1024 * 1024 + pieceBytes) - 1;
  assert.ok(turns >= leastTurns, `${turns} turns, not ${leastTurns}`);
});
