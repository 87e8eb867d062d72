import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fewOmissions } from './few-omissions.ts';
import { omittedHeader } from './omitted-header.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ parameter: `p${index}`, reason: 'not known' }));
const header = (omitted: Parameters<typeof omittedHeader>[0]) =>
  omittedHeader(omitted)['x-plantain-omitted'] ?? '';

test('of many omissions the first 100 are named and the others counted', () => {
  const hundred = many(100);
  assert.equal(fewOmissions(hundred), hundred);
  assert.deepEqual(fewOmissions(many(70_000)), [
    ...hundred,
    { parameter: 'and 69900 more', reason: 'too many to be named' },
  ]);
});

test('omissions that are few already are counted as before', () => {
  const few = fewOmissions(many(250));
  assert.deepEqual(fewOmissions(few), few);
});

test('a header too long for its omissions names whole ones, and ends with how many more there are', () => {
  for (const omitted of [many(200), fewOmissions(many(70_000))]) {
    const text = header(omitted);
    assert.ok(text.length <= 4_000, `${text.length}`);
    const items = text.split(', ');
    const named = items.slice(0, -1);
    assert.deepEqual(
      named,
      named.map((_, index) => `p${index};reason="not known"`),
    );
    const rest = /^and_(\d+)_more;reason="too many to be named"$/.exec(items.at(-1) ?? '')?.[1];
    const total = omitted.length === 200 ? 200 : 70_000;
    assert.equal(named.length + Number(rest), total);
  }
});

test('a header that has room for all its omissions names them all', () => {
  assert.equal(header(many(2)), 'p0;reason="not known", p1;reason="not known"');
  assert.deepEqual(omittedHeader([]), {});
});
