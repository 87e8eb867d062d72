import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseScanner } from '../../lib/json-scan/sse-scan.ts';
import { GoogleEvents } from './google-events.ts';
import { everySize, rewritten } from './rewriting.test.kit.ts';

const cases: Readonly<Record<string, readonly [came: string, goesOn: string]>> = {
  'Google’s own stays as it is, byte for byte': [
    'data: {"text": "é\\n"}\r\n\r\ndata: {}\r\n\r\n',
    'data: {"text": "é\\n"}\r\n\r\ndata: {}\r\n\r\n',
  ],
  'every line end will do': ['data: 1\n\ndata: 2\r\rdata:3\r\n\r\n', eventsOf('1', '2', '3')],
  'an end mark does not go on, whatever stands beside it': [
    'data: 1\n\nevent: done\ndata: [DONE]\n\ndata:[DONE]\n\n',
    eventsOf('1'),
  ],
  'nor where it is not ended itself': ['data: 1\n\ndata: [DONE]', eventsOf('1')],
  'nor as a line behind its event': ['data: 1\ndata: [DONE]\n\n', eventsOf('1')],
  'data that only begins like it goes on': ['data: [DON\n\ndata: [1]\n\n', eventsOf('[DON', '[1]')],
  'the last event is ended': ['data: 1\n\ndata: 2', eventsOf('1', '2')],
  'also behind its line': ['data: 1\r\n', eventsOf('1')],
  'other fields and events without data do not go on': [
    'event: a\nid: 1\ndata: 1\nretry: 5\n\nevent: b\n\ndata\n\ndata:\n\ndatabase: 3\n\n\n',
    eventsOf('1'),
  ],
  'comments become empty ones between events': [
    ': it’s "x"\n\ndata: 1\n: y\n\n:\n',
    `:\r\n\r\n${eventsOf('1')}:\r\n\r\n`,
  ],
  'data of several lines become one': ['data: {\ndata:  "a": 1\ndata: }\n\n', eventsOf('{  "a": 1 }')],
  'a document in the place of a stream becomes its event': [
    '{"error": {\n "code": 429}}\n',
    eventsOf('{"error": { "code": 429}}'),
  ],
  'and one in an array': ['\r\n[{\n  "error": "{}["\n}\n]', eventsOf('{  "error": "{}["}')],
  'a line that is one stands for an event': [
    'data: 1\n\n{"a": []}\ndata: 2\n\n',
    eventsOf('1', '{"a": []}', '2'),
  ],
  'also within one': ['data: 1\n[{}, {}]\r\n\r\n', eventsOf('1', '{}', '{}')],
  'an end mark that is a line, and other words in brackets, do not go on': [
    'data: 1\n\n[DONE]\n\n[1]\nx{}\n\n',
    eventsOf('1'),
  ],
  'a byte order mark does not go on': ['\ufeffdata: 1\n\n', eventsOf('1')],
};

function eventsOf(...data: readonly string[]): string {
  return data.map((text) => `data: ${text}\r\n\r\n`).join('');
}

for (const [what, [came, goesOn]] of Object.entries(cases)) {
  test(`of an event stream in pieces of any size: ${what}`, () => {
    for (const size of everySize(came))
      assert.equal(rewritten(new GoogleEvents(), came, size), goesOn, `${size}`);
  });
}

test('a stream that ends within a line or within JSON is still seen to be cut', () => {
  const sink = { begin() {}, bytes() {}, end() {} };
  for (const came of [
    '{"a":',
    '[',
    '[{}',
    'data: {}\n\n{"a"',
    'data: {}\n\nda',
    'data: {}\nda',
    'data: {"a"',
    'data: {"a":\n',
  ]) {
    const scanner = new SseScanner([], sink, { event() {} });
    assert.throws(() => {
      scanner.push(Buffer.from(rewritten(new GoogleEvents(), came, 3)));
      scanner.finish();
    }, /ends/);
  }
});

test('a stream of nothing but what is dropped comes to an end', () => {
  const events = new GoogleEvents();
  const line = Buffer.from(`event: ${'x'.repeat(64 * 1024)}\n`);
  assert.throws(() => {
    for (let count = 0; count < 100; count += 1) events.push(line);
  }, /too much beside the data/);
});
