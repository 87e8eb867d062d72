import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWireShape } from './wire-shape.ts';

const wired = (generationConfig: object) =>
  (withWireShape({ generationConfig }) as { generationConfig: object }).generationConfig;

test('a size or a ratio we know stands in Google’s words, in both spellings', () => {
  for (const [imageSize, word] of [
    ['0.5K', '512'],
    ['512px', '512'],
    ['512', '512'],
    ['1k', '1K'],
    [' 4k ', '4K'],
    ['IMAGE_SIZE_TWO_K', '2K'],
  ]) {
    assert.deepEqual(wired({ imageConfig: { imageSize } }), { imageConfig: { imageSize: word } });
    const snake = { generation_config: { image_config: { image_size: imageSize } } };
    assert.deepEqual(withWireShape(snake), { generation_config: { image_config: { image_size: word } } });
  }
  assert.deepEqual(wired({ imageConfig: { aspectRatio: 'ASPECT_RATIO_SIXTEEN_BY_NINE' } }), {
    imageConfig: { aspectRatio: '16:9' },
  });
});

test('names of the types of responseFormat stay there, and other words for a size do not', () => {
  const image = { aspectRatio: 'ASPECT_RATIO_SIXTEEN_BY_NINE', imageSize: 'IMAGE_SIZE_TWO_K' };
  assert.deepEqual(wired({ responseFormat: { image } }), { responseFormat: { image } });
  assert.deepEqual(wired({ responseFormat: { image: { imageSize: '0.5k' } } }), {
    responseFormat: { image: { imageSize: '512' } },
  });
});

test('whatever else a body says stays as it came, whatever its names', () => {
  for (const body of [
    { generationConfig: { imageConfig: { imageSize: '3K', aspectRatio: '9:21' } } },
    { generationConfig: { imageConfig: { imageSize: 512, aspectRatio: '' } } },
    {
      generationConfig: { imageConfig: null, responseFormat: { image: { toString: 'x', constructor: 'y' } } },
    },
    { generationConfig: 'x', contents: [{ parts: [{ text: '0.5K' }] }] },
    {},
  ]) {
    assert.deepEqual(withWireShape(body), body);
  }
});
