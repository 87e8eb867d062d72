import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failures } from '../../generation/failure.ts';
import { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { failureWithoutImage, readGoogleAnswer } from './google-answer.ts';

test('image tokens are counted whatever the case a vendor writes the modality in', () => {
  for (const modality of ['IMAGE', 'Image', 'image']) {
    const usageMetadata = {
      promptTokenCount: 300,
      candidatesTokenCount: 1_200,
      promptTokensDetails: [{ modality, tokenCount: 258 }],
      candidatesTokensDetails: [{ modality, tokenCount: 1_120 }],
    };
    const document = new ScannedJson({ usageMetadata }, [], 'none');
    const { usage } = readGoogleAnswer([document], () => undefined);
    assert.deepEqual([usage.promptImageTokens, usage.imageTokens, usage.textTokens], [258, 1_120, 80]);
  }
});

test('an image of any candidate is an image, also where the first one was filtered', () => {
  const url = 'https://example.com/a.png';
  const candidates = [
    { finishReason: 'IMAGE_SAFETY', content: null, index: 0 },
    {
      finishReason: 'STOP',
      content: { parts: [{ text: 'Here.' }, { fileData: { fileUri: url } }] },
      index: 1,
    },
  ];
  const answer = readGoogleAnswer([new ScannedJson({ candidates }, [], 'none')], () => undefined);
  assert.deepEqual([answer.images.fields, answer.text], [[{ url }], 'Here.']);
});

test('an answer that ended at a limit of tokens without an image is nobody’s fault but the request’s, and not asked again', () => {
  const candidates = [{ finishReason: 'MAX_TOKENS', content: { parts: [{ text: 'First I' }] } }];
  const answer = readGoogleAnswer([new ScannedJson({ candidates }, [], 'none')], () => undefined);
  const failure = failureWithoutImage(answer);
  assert.deepEqual([failures[failure.code].blames, failure.retry], ['caller', 'never']);
  assert.match(failure.message, /limit of output tokens/);
});
