import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrayOfEvents } from './array-of-events.ts';
import { GoogleEvents } from './google-events.ts';
import { everySize, rewritten } from './rewriting.test.kit.ts';
import { inTurn } from './rewriting.ts';

for (const [came, bodies] of [
  ['data: {"a": "data: 1"}\r\n\r\n', [{ a: 'data: 1' }]],
  [': x\n\ndata: {"a": 1}\n\n:\n\ndata: {"b":\ndata: 2}\n\ndata: [DONE]\n\n', [{ a: 1 }, { b: 2 }]],
  ['data: {"a": 1}\n\n{"error": {}}', [{ a: 1 }, { error: {} }]],
  ['[{"a": 1},\n{"b": 2}]', [{ a: 1 }, { b: 2 }]],
  [':\n\n', []],
  ['', []],
] as const) {
  test(`a stream in pieces of any size becomes the array of its events: ${came}`, () => {
    for (const size of [...everySize(came), 1]) {
      const array = rewritten(inTurn([new GoogleEvents(), new ArrayOfEvents()]), came, size);
      assert.deepEqual(JSON.parse(array), bodies, `${size}`);
    }
  });
}

test('a stream that ends within an event is no array', () => {
  const events = 'data: {"a": 1}\r\n\r\ndata: {"b": ';
  assert.throws(
    () => JSON.parse(rewritten(inTurn([new GoogleEvents(), new ArrayOfEvents()]), events, 7)),
    SyntaxError,
  );
});
