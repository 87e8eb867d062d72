import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from './failure.ts';
import { readSpellings } from './read-spellings.ts';

const refusalOf = (body: object) => {
  try {
    readSpellings(body as Record<string, unknown>);
  } catch (error) {
    assert.ok(error instanceof Failure);
    return [error.param, error.message];
  }
  return undefined;
};

test('every spelling is read, in whichever of the objects it stands', () => {
  for (const config of [
    { aspect_ratio: '16:9', image_size: '512' },
    { aspectRatio: '16:9', imageSize: '512' },
  ]) {
    for (const wrap of [
      (members: object) => members,
      (members: object) => ({ image_config: members }),
      (members: object) => ({ imageConfig: members }),
      (members: object) => ({ generationConfig: { imageConfig: members } }),
      (members: object) => ({ generation_config: { image_config: members } }),
      (members: object) => ({ google: { image_config: members } }),
      (members: object) => ({ google: members }),
      (members: object) => ({ extra_body: { google: { image_config: members } } }),
      (members: object) => ({ extra_body: { google: { generationConfig: { imageConfig: members } } } }),
    ]) {
      const said = readSpellings(wrap(config) as Record<string, unknown>);
      const where = JSON.stringify(wrap(config));
      assert.deepEqual([said.aspectRatio?.value, said.resolution?.value], ['16:9', '512'], where);
      assert.deepEqual(said.omitted, [], where);
    }
  }
});

test('a search is asked for by a switch, by options or by a tool', () => {
  assert.equal(readSpellings({}).search, undefined);
  assert.equal(readSpellings({ google_search: false }).search, false);
  assert.equal(readSpellings({ google_search: null, googleSearch: true }).search, true);
  assert.equal(readSpellings({ web_search_options: {} }).search, true);
  assert.equal(readSpellings({ tools: [{ google_search: {} }] }).search, true);
  assert.equal(readSpellings({ extra_body: { tools: [{ googleSearch: {} }] } }).search, true);
});

test('spellings that say the same pass, those that differ are refused by both their names', () => {
  const same = {
    resolution: '0.5k',
    image_size: '512',
    image_config: { imageSize: '0.5K', aspect_ratio: '' },
  };
  assert.equal(readSpellings(same).resolution?.field, 'resolution');
  assert.deepEqual(refusalOf({ aspect_ratio: '16:9', aspectRatio: '1:1' }), [
    'aspectRatio',
    'aspect_ratio is 16:9, but aspectRatio is 1:1. Send one of the two.',
  ]);
  assert.deepEqual(
    refusalOf({ resolution: '1K', extra_body: { google: { image_config: { image_size: '2K' } } } }),
    [
      'extra_body.google.image_config.image_size',
      'resolution is 1K, but extra_body.google.image_config.image_size is 2K. Send one of the two.',
    ],
  );
  assert.deepEqual(refusalOf({ google_search: false, tools: [{ googleSearch: {} }] }), [
    'tools[0].googleSearch',
    'google_search is false, but tools[0].googleSearch is true. Send one of the two.',
  ]);
});

test('what nothing reads is named where it stands: members of the objects, options of a search, other tools', () => {
  const { omitted } = readSpellings({
    prompt: 'the contract knows what stands at the top',
    image_config: { output_format: 'png', aspect_ratio: '1:1', font_inputs: null },
    google: { thinking_config: {}, extra_body: { aspect_ratio: '16:9' } },
    web_search_options: { search_context_size: 'low' },
    tools: [{ type: 'function' }, { googleSearch: { timeRangeFilter: {} }, urlContext: {} }],
  });
  assert.deepEqual(
    omitted.map(({ parameter }) => parameter),
    [
      'image_config.output_format',
      'google.thinking_config',
      'google.extra_body',
      'web_search_options.search_context_size',
      'tools[0]',
      'tools[1].googleSearch.timeRangeFilter',
      'tools[1].urlContext',
    ],
  );
});

test('values of another type are refused by the place they stand in', () => {
  for (const [body, param] of [
    [{ google: { image_config: { aspect_ratio: 16 } } }, 'google.image_config.aspect_ratio'],
    [{ google: { image_config: '16:9' } }, 'google.image_config'],
    [{ extra_body: { google_search: 'yes' } }, 'extra_body.google_search'],
    [{ extra_body: { tools: {} } }, 'extra_body.tools'],
    [{ tools: [{ googleSearch: true }] }, 'tools[0].googleSearch'],
    [{ generationConfig: { imageConfig: [] } }, 'generationConfig.imageConfig'],
  ] as const) {
    assert.equal(refusalOf(body)?.[0], param);
  }
});
