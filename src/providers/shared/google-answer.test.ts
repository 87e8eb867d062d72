import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { readGoogleAnswer } from './google-answer.ts';

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
