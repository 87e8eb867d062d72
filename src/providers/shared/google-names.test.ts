import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GoogleNames } from './google-names.ts';
import { everySize, rewritten } from './rewriting.test.kit.ts';

const snake = {
  candidates: [
    {
      content: { parts: [{ inline_data: { mime_type: 'image/png', data: 'aW1hZ2U_x/+\\"' } }] },
      finish_reason: 'PROHIBITED_CONTENT',
      safety_ratings: [{ category: 'some_word', '': '', text: ' "finish_reason" : "x" ' }],
    },
  ],
  usage_metadata: { prompt_tokens_details: [{ modality: 'some_word' }] },
};
const camel = {
  candidates: [
    {
      content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'aW1hZ2U_x/+\\"' } }] },
      finishReason: 'PROHIBITED_CONTENT',
      safetyRatings: [{ category: 'some_word', '': '', text: ' "finish_reason" : "x" ' }],
    },
  ],
  usageMetadata: { promptTokensDetails: [{ modality: 'some_word' }] },
};

test('names in snake_case become camelCase in pieces of any size, values stay, and so does every length', () => {
  for (const space of [0, 2]) {
    const came = JSON.stringify(snake, null, space).replaceAll('":', '" :');
    for (const size of everySize(came)) {
      const text = rewritten(new GoogleNames(), came, size);
      assert.deepEqual(JSON.parse(text), camel);
      assert.equal(text.length, came.length);
    }
  }
});

test('an answer in camelCase is not touched, whatever a function it calls names its arguments', () => {
  const call = { functionCall: { name: 'find_it', args: { mime_type: 'x', finish_reason: 1 } } };
  const came = JSON.stringify({ ...camel, request_id: 1, candidates: [{ content: { parts: [call] } }] });
  for (const size of everySize(came)) assert.equal(rewritten(new GoogleNames(), came, size), came);
});

test('names of a relay’s own tell nothing, and what is no JSON goes on as it came', () => {
  for (const came of ['{"request_id":"a_b","created_at":1}', '"a', '"a"', '"a" ', 'x "y', '']) {
    for (const size of everySize(came)) assert.equal(rewritten(new GoogleNames(), came, size), came);
  }
});
