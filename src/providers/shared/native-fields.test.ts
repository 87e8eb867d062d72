import assert from 'node:assert/strict';
import { test } from 'node:test';
import { geminiOnly, type NativeFields, vertexOnly } from './native-fields.ts';

const told = (fields: NativeFields, body: object) => fields.omissions(body).map(({ parameter }) => parameter);
const onVertex = (generationConfig: object) => {
  const body = { generationConfig };
  const { generationConfig: sent } = geminiOnly.strip(body) as { generationConfig: object };
  return { sent, told: told(geminiOnly, body) };
};

test('settings of safety categories that only Vertex knows do not reach a Gemini API, and are told', () => {
  const kept = { category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' };
  const image = { category: 'HARM_CATEGORY_IMAGE_HATE', threshold: 'OFF' };
  const jailbreak = { category: 'harm_category_jailbreak', threshold: 'OFF' };
  const body = { safetySettings: [image, { ...kept, method: 'SEVERITY' }, jailbreak, image] };
  assert.deepEqual(vertexOnly.strip(body), { safetySettings: [kept] });
  assert.deepEqual(told(vertexOnly, body), [
    'safetySettings.method',
    'safetySettings.HARM_CATEGORY_IMAGE_HATE',
    'safetySettings.harm_category_jailbreak',
  ]);
  assert.deepEqual(vertexOnly.strip({ safety_settings: image }), {});
  assert.deepEqual(told(vertexOnly, { safety_settings: image }), ['safetySettings.HARM_CATEGORY_IMAGE_HATE']);
  assert.deepEqual(told(geminiOnly, body), []);
});

test('members of tools that only Vertex knows do not reach a Gemini API, and are told', () => {
  const googleSearch = { excludeDomains: ['a.example'], blocking_confidence: 'BLOCK_LOW_AND_ABOVE' };
  const timeRangeFilter = { startTime: 'x' };
  const body = {
    tools: [{ googleSearch: { ...googleSearch, timeRangeFilter } }, { google_search: googleSearch }],
  };
  assert.deepEqual(vertexOnly.strip(body), {
    tools: [{ googleSearch: { timeRangeFilter } }, { google_search: {} }],
  });
  assert.deepEqual(told(vertexOnly, body), [
    'tools.googleSearch.excludeDomains',
    'tools.googleSearch.blocking_confidence',
  ]);
});

test('the shape that responseFormat asks for reaches Vertex in the words of imageConfig', () => {
  const image = { aspectRatio: 'ASPECT_RATIO_SIXTEEN_BY_NINE', imageSize: 'IMAGE_SIZE_TWO_K' };
  const imageConfig = { aspectRatio: '16:9', imageSize: '2K' };
  assert.deepEqual(onVertex({ responseFormat: { image }, seed: 1 }), {
    sent: { seed: 1, imageConfig },
    told: [],
  });
  assert.deepEqual(
    geminiOnly.strip({ generation_config: { response_format: { image: { aspect_ratio: '9:21' } } } }),
    { generation_config: { imageConfig: { aspectRatio: '9:21' } } },
  );
});

test('what imageConfig says itself stays, and what differs from it or has no place there is told', () => {
  const image = { aspectRatio: '16:9', imageSize: '2K', mimeType: 'image/png', delivery: 'INLINE' };
  assert.deepEqual(
    onVertex({
      image_config: { aspect_ratio: '16:9', imageSize: '1K' },
      responseFormat: { image, text: {}, audio: null },
    }),
    {
      sent: { image_config: { aspect_ratio: '16:9', imageSize: '1K' } },
      told: [
        'generationConfig.responseFormat.image.imageSize',
        'generationConfig.responseFormat.image.mimeType',
        'generationConfig.responseFormat.text',
      ],
    },
  );
  assert.deepEqual(
    onVertex({ imageConfig: { imageSize: '' }, responseFormat: { image: { imageSize: '4K' } } }),
    {
      sent: { imageConfig: { imageSize: '4K' } },
      told: [],
    },
  );
  assert.deepEqual(onVertex({ responseFormat: 'x' }), {
    sent: {},
    told: ['generationConfig.responseFormat'],
  });
});
