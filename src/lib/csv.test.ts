import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine } from './csv.ts';

test('a line quotes what separates cells and lines, and doubles quotes', () => {
  assert.equal(csvLine(['a', 'b,c', 'd"e', 'f\ng', 7, -3]), 'a,"b,c","d""e","f\ng",7,-3\r\n');
});

test('no text can be taken for a formula by a spreadsheet', () => {
  for (const text of ['=HYPERLINK("http://x")', '+1', '-1', '@sum', '\t=1', '\r=1', '  =1', '\n=1']) {
    const cell = csvLine([text]).trimEnd();
    assert.match(cell, /^"?'/, JSON.stringify(text));
  }
  assert.equal(csvLine(['1=1', 'nano-banana-2', '']), '1=1,nano-banana-2,\r\n');
});
