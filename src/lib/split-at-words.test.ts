import assert from 'node:assert/strict';
import { it } from 'node:test';
import { splitAtWords } from './split-at-words.ts';

it('a text is cut at its words, in the order of the text', () => {
  const words = ['{capture 1}', 'file 2 of req_a', '{capture 10}', 'elsewhere'];
  const cut = splitAtWords('a{capture 10}b file 2 of req_a{capture 1}', words);
  assert.deepEqual(cut, ['a', '{capture 10}', 'b ', 'file 2 of req_a', '', '{capture 1}', '']);
});

it('characters with a meaning in patterns mean themselves', () => {
  assert.deepEqual(splitAtWords('aab(c)|d.e', ['a+', '(c)|d.', '[e]', 'e$']), ['aab', '(c)|d.', 'e']);
});

it('without words nothing is cut', () => {
  assert.deepEqual(splitAtWords('abc', []), ['abc']);
});
