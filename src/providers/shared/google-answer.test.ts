import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Failure, failures } from '../../generation/failure.ts';
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

test('an answer of another shape than Google’s is an unreadable one, which another channel is asked after, and nulls are not', () => {
  const read = (value: unknown) => readGoogleAnswer([new ScannedJson(value, [], 'none')], () => undefined);
  for (const value of [
    5,
    [[]],
    {},
    { id: 'task', status: 'queued' },
    { code: 0, message: 'ok', data: null },
    { candidates: {} },
    { candidates: 5 },
    { candidates: 'none' },
    { candidates: [5] },
    { candidates: [[]] },
    { candidates: [{ content: 'words' }] },
    { candidates: [{ content: [] }] },
    { candidates: [{ content: { parts: {} } }] },
    { candidates: [{ content: { parts: 'words' } }] },
    { candidates: [{ content: { parts: [5] } }] },
    [{ candidates: [] }, { candidates: {} }],
  ]) {
    const isUnreadable = ({ code, retry }: Failure) =>
      code === 'upstream_truncated' && retry === 'another-channel';
    const throwIt = () => {
      throw failureWithoutImage(read(value));
    };
    assert.throws(throwIt, isUnreadable, JSON.stringify(value));
  }
  for (const value of [
    { usageMetadata: { promptTokenCount: 8 }, modelVersion: 'm' },
    { responseId: 'r' },
    [{ candidates: [] }, {}],
    { candidates: null },
    { candidates: [null] },
    { candidates: [{ content: null }] },
    { candidates: [{ content: { parts: null } }] },
    { candidates: [{ content: { parts: [null, { text: 5, inlineData: 5, fileData: [] }] } }] },
  ]) {
    assert.equal(failureWithoutImage(read(value)).code, 'no_image', JSON.stringify(value));
  }
  // What arrived is taken, and what is told is believed, whatever stands beside it.
  const url = 'https://example.com/a.png';
  const beside = { candidates: [5, { content: { parts: ['words', { fileData: { fileUri: url } }] } }] };
  assert.deepEqual(read(beside).images.fields, [{ url }]);
  const blocked = read({ candidates: {}, promptFeedback: { blockReason: 'SAFETY' } });
  assert.equal(failureWithoutImage(blocked).code, 'content_blocked');
  const odd = {
    candidates: [{ finishReason: {}, finishMessage: 5 }],
    promptFeedback: 5,
    modelVersion: {},
    usageMetadata: 5,
  };
  const { finishReason, blockReason, modelVersion } = read(odd);
  assert.deepEqual([finishReason, blockReason, modelVersion], [undefined, undefined, undefined]);
});

test('what an event of a stream told is not taken back by a later one that says null, or only some of it', () => {
  const usageMetadata = {
    promptTokenCount: 8,
    candidatesTokenCount: 1_120,
    candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_120 }],
    totalTokenCount: 1_128,
  };
  const first = { usageMetadata, modelVersion: 'm', promptFeedback: { blockReason: 'SAFETY' } };
  for (const last of [
    { usageMetadata: null, modelVersion: null, promptFeedback: null },
    { usageMetadata: { trafficType: 'ON_DEMAND' }, modelVersion: '', promptFeedback: { safetyRatings: [] } },
    { usageMetadata: { candidatesTokenCount: null, totalTokenCount: 1_128 } },
    {},
  ]) {
    const documents = [first, last].map((value) => new ScannedJson(value, [], 'none'));
    const { usage, modelVersion, blockReason } = readGoogleAnswer(documents, () => undefined);
    assert.deepEqual(
      [usage.promptTokens, usage.imageTokens, usage.totalTokens, modelVersion, blockReason],
      [8, 1_120, 1_128, 'm', 'SAFETY'],
      JSON.stringify(last),
    );
  }
  const grown = { usageMetadata: { candidatesTokenCount: 1_200, totalTokenCount: 1_208 } };
  const documents = [first, grown].map((value) => new ScannedJson(value, [], 'none'));
  const { usage } = readGoogleAnswer(documents, () => undefined);
  assert.deepEqual([usage.imageTokens, usage.textTokens, usage.totalTokens], [1_120, 80, 1_208]);
});

test('a failure that a relay tells behind a 200 in an envelope of its own is that failure', () => {
  for (const [value, code] of [
    [{ code: 429, message: 'quota exceeded', data: null }, 'upstream_rate_limited'],
    [{ code: '500', msg: 'upstream busy' }, 'upstream_unavailable'],
    [{ code: 401, message: 'invalid token' }, 'upstream_denied'],
    [{ code: 403, message: 'Content violates usage policy' }, 'content_blocked'],
    [{ success: false, message: 'insufficient balance' }, 'upstream_rejected'],
    [{ success: false, message: 'The prompt contains sensitive words' }, 'content_blocked'],
    [[{ candidates: [] }, { code: 503, message: 'busy' }], 'upstream_unavailable'],
  ] as const) {
    const answer = readGoogleAnswer([new ScannedJson(value, [], 'none')], () => undefined);
    assert.equal(failureWithoutImage(answer).code, code, JSON.stringify(value));
  }
});
