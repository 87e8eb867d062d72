import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readCursor, writeCursor } from './page-cursor.ts';

it('a cursor is read as it was written, and nothing else is one', () => {
  for (const cursor of [
    { createdAtMs: 1_795_000_000_000, id: '20261121223900000000000Ab' },
    { createdAtMs: 0, id: 'evt_1' },
  ]) {
    assert.deepEqual(readCursor(writeCursor(cursor)), cursor);
  }
  for (const text of [
    undefined,
    '',
    '-',
    '1-',
    '-a',
    'a-b',
    '1-a-b',
    '1-a\n',
    '9'.repeat(16).concat('-a'),
    "1-'",
  ]) {
    assert.equal(readCursor(text), undefined, String(text));
  }
});
