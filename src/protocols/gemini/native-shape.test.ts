import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippedModels } from '../../catalog/shipped-models.ts';
import type { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import { nativeShape } from './native-shape.ts';

const modelOf = (name: string) => shippedModels.find((model) => model.name === name) as Model;
const shapeOf = (config: object, model = 'nano-banana-2') =>
  nativeShape({ generationConfig: config }, modelOf(model));
const refusalOf = (config: object, model: string) => {
  try {
    shapeOf(config, model);
  } catch (error) {
    return (error as Failure).message;
  }
  return undefined;
};

test('ratio and size are read in both spellings, and in the words of responseFormat', () => {
  const wide = { aspectRatio: '16:9', resolution: '0.5K' };
  assert.deepEqual(shapeOf({ imageConfig: { aspectRatio: '16:9', imageSize: '512' } }), wide);
  const snake = { generation_config: { image_config: { aspect_ratio: '16:9', image_size: '512' } } };
  assert.deepEqual(nativeShape(snake, modelOf('nano-banana-2')), wide);
  const image = { aspectRatio: 'ASPECT_RATIO_TWENTY_ONE_BY_NINE', imageSize: 'IMAGE_SIZE_FOUR_K' };
  assert.deepEqual(shapeOf({ responseFormat: { image } }), { aspectRatio: '21:9', resolution: '4K' });
  assert.deepEqual(nativeShape({}, modelOf('nano-banana-2')), {});
  assert.deepEqual(shapeOf({ imageConfig: null }), {});
});

test('a size or a ratio the model lacks is refused with those it has', () => {
  assert.equal(
    refusalOf({ imageConfig: { imageSize: '512' } }, 'nano-banana-pro'),
    'Invalid value for image_size: "512". Supported values for nano-banana-pro are: 1K, 2K, 4K.',
  );
  assert.match(
    refusalOf({ imageConfig: { aspectRatio: '8:1' } }, 'nano-banana-pro') ?? '',
    /^Invalid value for aspect_ratio: "8:1"\. Supported values for nano-banana-pro are: 1:1, 2:3/,
  );
});

test('what only Google can judge is left to it', () => {
  for (const imageConfig of [
    { aspectRatio: '9:21' },
    { imageSize: '3K' },
    { imageSize: '' },
    { imageSize: 2 },
  ]) {
    assert.deepEqual(shapeOf({ imageConfig }), {});
  }
});

test('an image anywhere but in the answer is refused before it is paid for, in both spellings', () => {
  for (const delivery of ['URI', 'uri', 2, true]) {
    for (const name of ['responseFormat', 'response_format']) {
      const message = refusalOf({ [name]: { image: { delivery } } }, 'nano-banana-2') ?? '';
      assert.match(
        message,
        /^Invalid value for delivery: .*delivered inline only: send INLINE, or leave out/,
      );
    }
  }
  for (const delivery of ['INLINE', 'inline', 'DELIVERY_UNSPECIFIED', '', null, undefined]) {
    assert.deepEqual(shapeOf({ responseFormat: { image: { delivery } } }), {});
  }
});
