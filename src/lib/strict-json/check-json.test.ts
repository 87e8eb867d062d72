import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkJson } from './check-json.ts';

const nested = (depth: number, open: string, close: string, inner = '') =>
  open.repeat(depth) + inner + close.repeat(depth);

test('depth and members are bounded exactly', () => {
  for (const [open, close, inner] of [
    ['[', ']', ''],
    ['{"a":', '}', '1'],
  ] as const) {
    checkJson(nested(64, open, close, inner));
    assert.throws(() => checkJson(nested(65, open, close, inner)), /deeper than 64/);
  }
  // The array itself counts as one.
  const list = (members: number) => `[${Array.from({ length: members }, () => 1).join(',')}]`;
  checkJson(list(100_000));
  assert.throws(() => checkJson(list(100_001)), /more than 100000 members/);
});

test('whatever JSON.stringify writes of well-formed values passes, and no prototype is touched', () => {
  const json = fc.json({ stringUnit: 'binary', maxDepth: 6 });
  fc.assert(
    fc.property(json, (text) => {
      const isUnsafe = /\\u0000|__proto__/.test(text);
      if (!isUnsafe) checkJson(text);
    }),
    { numRuns: 2_000 },
  );
});

test('a key that stands twice is found wherever it is, however it is spelled', () => {
  const spellings = fc.constantFrom('"n"', '"\\u006e"', '"\\u006E"');
  const other = fc.constantFrom(
    '"a":1',
    '"b":"n"',
    '"c":{"n":1}',
    '"d":[{"n":1},{"n":2}]',
    '"e":"\\"n\\":1"',
  );
  fc.assert(
    fc.property(spellings, spellings, fc.uniqueArray(other), fc.nat(9), (first, second, others, depth) => {
      const wrap = (members: string[]) => nested(depth, '[', ']', `{${members.join(',')}}`);
      checkJson(wrap([`${first}:1`, ...others]));
      assert.throws(() => checkJson(wrap([`${first}:1`, ...others, `${second}:2`])), /same key twice/);
    }),
    { numRuns: 300 },
  );
});
