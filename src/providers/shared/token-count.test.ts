import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noUsage } from '../../generation/outcome.ts';
import { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { pictureCount } from './found-image.ts';
import { readGoogleAnswer } from './google-answer.ts';
import { readOpenaiAnswer } from './openai-answer.ts';

const scanned = (value: unknown) => new ScannedJson(value, [], 'capture-');

const usageOf = (usageMetadata: object) =>
  readGoogleAnswer([scanned({ candidates: [], usageMetadata })], () => undefined).usage;

const openaiUsageOf = (usage: object) =>
  readOpenaiAnswer(scanned({ data: [{ url: 'https://a.example/1.png' }], usage }), () => undefined).usage;

it('counts the tokens an upstream tells', () => {
  const image = { modality: 'IMAGE', tokenCount: 1_120 };
  const usage = usageOf({
    promptTokenCount: 9,
    candidatesTokenCount: 1_150,
    candidatesTokensDetails: [image],
    totalTokenCount: 1_159,
  });
  assert.deepEqual(usage, {
    ...noUsage,
    promptTokens: 9,
    imageTokens: 1_120,
    textTokens: 30,
    totalTokens: 1_159,
  });
});

it('counts what an upstream made of which it does not say what was image as the picture it sent', () => {
  const usageMetadata = { candidatesTokenCount: 1_150, thoughtsTokenCount: 70, totalTokenCount: 1_229 };
  const parts = [{ fileData: { fileUri: 'https://a.example/1.png' } }];
  const usageWith = (content: object) =>
    readGoogleAnswer([scanned({ candidates: [{ content }], usageMetadata })], () => undefined).usage;
  const counted = { ...noUsage, thoughtTokens: 70, totalTokens: 1_229 };
  assert.deepEqual(usageWith({ parts }), { ...counted, imageTokens: 1_150 });
  assert.deepEqual(usageWith({ parts: [{ text: 'no' }] }), { ...counted, textTokens: 1_150 });
});

it('counts the pictures of an answer, and as one those that its words name, which a client may have dictated', () => {
  const countOf = (parts: readonly object[]) =>
    pictureCount(
      readGoogleAnswer([scanned({ candidates: [{ content: { parts } }] })], () => undefined).images,
    );
  const [one, two] = ['1', '2'].map((name) => `https://a.example/${name}.png`);
  assert.equal(countOf([{ fileData: { fileUri: one } }, { fileData: { fileUri: two } }]), 2);
  assert.equal(countOf([{ text: `![one](${one}) ![two](${two})` }]), 1);
  assert.equal(countOf([{ fileData: { fileUri: one } }, { text: `![one](${one}) ![two](${two})` }]), 1);
});

it('counts thoughts of an upstream that does not say what of its output was image once', () => {
  for (const image_tokens of [undefined, null]) {
    const usage = openaiUsageOf({
      prompt_tokens: 8,
      completion_tokens: 1_220,
      total_tokens: 1_228,
      completion_tokens_details: { text_tokens: 0, reasoning_tokens: 100, image_tokens },
    });
    assert.deepEqual(usage, {
      ...noUsage,
      promptTokens: 8,
      imageTokens: 1_120,
      thoughtTokens: 100,
      totalTokens: 1_228,
    });
  }
});

for (const wrong of ['12', 1.5, -3, 2 ** 60, null, {}, true]) {
  it(`counts ${JSON.stringify(wrong)} tokens as none`, () => {
    const details = [{ modality: 'IMAGE', tokenCount: wrong }, null];
    assert.deepEqual(
      usageOf({
        promptTokenCount: wrong,
        promptTokensDetails: details,
        candidatesTokenCount: wrong,
        candidatesTokensDetails: details,
        thoughtsTokenCount: wrong,
        totalTokenCount: wrong,
      }),
      noUsage,
    );
    assert.deepEqual(
      openaiUsageOf({ input_tokens: wrong, output_tokens: wrong, total_tokens: wrong }),
      noUsage,
    );
  });
}
