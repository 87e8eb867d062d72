import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventsOfJson } from './events-of-json.ts';
import { everySize, rewritten } from './rewriting.test.kit.ts';

const hard = { text: 'é {[]} "quoted" \\ \\" ,\n', list: [{ a: [] }, '}', '\\\\'] };

for (const [what, given] of Object.entries({
  'an array of bodies': [hard, { candidates: [] }, {}],
  'a single body': hard,
  'an array of one': [hard],
  'an empty array': [],
})) {
  test(`${what}, in pieces of any size, becomes an event for each body, in one line`, () => {
    for (const space of [0, 2]) {
      const text = `${JSON.stringify(given, null, space).replaceAll('\n', '\r\n')}\n`;
      for (const came of [text, `\ufeff${text}`]) {
        for (const size of everySize(came)) {
          const events = rewritten(new EventsOfJson(), came, size).split('\r\n\r\n');
          assert.equal(events.pop(), '');
          const bodies = events.map((event) => {
            assert.match(event, /^data: [^\r\n]*$/);
            return JSON.parse(event.slice('data: '.length)) as unknown;
          });
          assert.deepEqual(bodies, Array.isArray(given) ? given : [given]);
        }
      }
    }
  });
}

test('what is no JSON object nor an array of them, or ends before its end, is refused', () => {
  for (const came of [
    '<html>',
    '"text"',
    '12',
    '[1]',
    '[{}]{}',
    '{}{}',
    '{},',
    ',{}',
    '[{}',
    '{"a":"}',
    '',
  ]) {
    assert.throws(() => rewritten(new EventsOfJson(), came, 1), /neither a JSON object|ends before/, came);
  }
});
