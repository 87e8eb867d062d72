import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withinSeconds } from '../hostile-text.test.kit.ts';
import { readResponseHead } from './response-head.ts';

it('whether a connection may be used again is one of several options, in any case', () => {
  const head = (options: string) =>
    readResponseHead(`HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: ${options}`, 'GET');
  assert.equal(head('upgrade ,\t CLOSE , x').keepsAlive, false);
  assert.equal(head('closed, not-close').keepsAlive, true);
});

it('a header of spaces is read once', async () => {
  const module = new URL('./response-head.js', import.meta.url);
  const text = `HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: a${' '.repeat(400_000)}b`;
  const head = (await withinSeconds(module, 'readResponseHead', [text, 'GET'])) as { keepsAlive: boolean };
  assert.equal(head.keepsAlive, true);
});
