import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

describe('models in the configuration file', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantain-models-'));
  const file = path.join(folder, 'plantain.yaml');
  after(() => rmSync(folder, { recursive: true }));

  const read = (text: string) => {
    writeFileSync(file, text);
    return readConfig({ PLANTAIN_CONFIG: file }).catalog;
  };
  const model = (text: string, name: string) => {
    const found = read(text).models.find((each) => each.name === name);
    assert.ok(found, name);
    return found;
  };
  const problemsOf = (text: string): readonly string[] => {
    try {
      read(text);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };

  it('a described upstream id stands where the operator puts it, and is a name of its model', () => {
    const text = `models:
  - name: nano-banana-2
    upstream_ids:
      - gemini-3.1-flash-image
      - { id: gemini-nano-banana-3, like: gemini-nano-banana-2.1, max_references: 6 }
`;
    const changed = model(text, 'nano-banana-2');
    assert.deepEqual(changed.upstreamIds, ['gemini-3.1-flash-image', 'gemini-nano-banana-3']);
    assert.ok(changed.aliases.includes('gemini-nano-banana-3'));
    assert.ok(changed.aliases.includes('nano_banana_2'));
    const upstream = read(text).upstreamModels.find(({ id }) => id === 'gemini-nano-banana-3');
    assert.deepEqual(upstream?.resolutions, ['1K', '2K', '4K']);
    assert.equal(upstream?.maxReferences, 6);
    assert.deepEqual(
      read(text).emulated.map(({ id, like }) => `${id} ${like}`),
      ['gemini-nano-banana-3 gemini-nano-banana-2.1'],
    );
  });

  it('what a model is not said to have comes from the one it is like, and never more than its ids can', () => {
    const text = `models:
  - name: house
    like: nano-banana-2
    upstream_ids: [gemini-2.5-flash-image]
    limits: { generate-task: { max_references: 4 } }
    prices: { value: { 1K: 0.01 } }
`;
    const { limits, title, aliases } = model(text, 'house');
    assert.deepEqual([title, aliases], ['house', []]);
    assert.deepEqual(limits.default.resolutions, ['1K']);
    assert.equal(limits.default.aspectRatios.includes('1:8'), false);
    assert.equal(limits.default.maxReferences, 10);
    assert.equal(limits['model-generation']?.maxReferences, 3);
    assert.equal(limits['model-queue']?.maxPromptLength, 2_500);
    assert.equal(limits['generate-task']?.maxReferences, 4);
    assert.equal(limits['generate-task']?.maxPromptLength, 20_000);
    const prices = read(text).prices.filter((price) => price.model === 'house');
    assert.deepEqual(
      prices.map(({ strategy, price, actor }) => [
        strategy,
        price.unit === 'image' && price.tiers['1K'],
        actor,
      ]),
      [
        ['*', 67_000, 'shipped'],
        ['value', 10_000, 'config'],
      ],
    );
  });

  it('a model that is like no other has what its upstream ids can', () => {
    const text = `models:
  - name: painter
    title: The Painter
    released_at: 2026-11-20
    aliases: [studio/painter]
    upstream_ids:
      - { id: painter-1, resolutions: [1K, 2K], aspect_ratios: ['1:1'], max_references: 2, takes_search: false }
    prices: { '*': { 1K: 0.03, 2K: 0.05 } }
`;
    const { limits, aliases, releasedAt } = model(text, 'painter');
    assert.deepEqual(aliases, ['studio/painter', 'painter-1']);
    assert.equal(releasedAt, Date.parse('2026-11-20T00:00:00Z') / 1000);
    assert.deepEqual(limits.default, {
      resolutions: ['1K', '2K'],
      aspectRatios: ['1:1'],
      maxReferences: 2,
      maxPromptLength: 32_000,
    });
    assert.equal(limits['model-generation']?.maxPromptLength, 2_500);
  });

  const house = 'name: house, like: nano-banana-2';
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    [
      'an unknown key',
      '{ name: house, colour: red }',
      /models\.0: has no field colour; there are name, like/,
    ],
    ['a name that is no path', '{ name: My House }', /models\.0\.name: must be lower-case/],
    [
      'a contract that is none',
      `{ ${house}, limits: { images: {} } }`,
      /limits: "images" is none of default, /,
    ],
    [
      'a strategy that is none',
      `{ ${house}, prices: { cheap: { 1K: 1 } } }`,
      /prices: "cheap" is none of \*, /,
    ],
    [
      'a size that is none',
      `{ ${house}, prices: { '*': { 1K: 1, 8K: 1 } } }`,
      /prices\.\*: "8K" is none of 0\.5K, /,
    ],
    [
      'a price finer than a micro-dollar',
      `{ ${house}, prices: { '*': { 1K: 0.0000001 } } }`,
      /1K: must have at most six decimals/,
    ],
    [
      'a price list without the largest size',
      `{ ${house}, prices: { value: { 1K: 0.1 } } }`,
      /models\.0\.prices: 4K is offered and has no price under value; price it, or say `resolutions`/,
    ],
    ['a title with marks', `{ ${house}, title: 'a [link](x)' }`, /title: must be plain text/],
    [
      'an upstream id that nothing is known of',
      '{ name: nano-banana-2, upstream_ids: [gemini-9] }',
      /models\.0\.upstream_ids\.0: "gemini-9" is not known; say what it can do: \{ id: gemini-9, like: /,
    ],
    [
      'an upstream id that is half described',
      '{ name: nano-banana-2, upstream_ids: [{ id: gemini-9, max_references: 3 }] }',
      /"gemini-9" needs `like`, or all of resolutions, aspect_ratios and max_references/,
    ],
    [
      'an upstream id like an unknown one',
      '{ name: nano-banana-2, upstream_ids: [{ id: gemini-9, like: gemini-8 }] }',
      /upstream_ids\.0\.like: "gemini-8" is no upstream id that is shipped or described before/,
    ],
    [
      'a model like an unknown one',
      '{ name: house, like: palace }',
      /models\.0\.like: there is no model "palace"/,
    ],
    [
      'a shipped model like another',
      '{ name: nano-banana, like: nano-banana-2 }',
      /models\.0\.like: nano-banana is shipped/,
    ],
    [
      'a new model of which too little is said',
      '{ name: house, upstream_ids: [gemini-3-pro-image] }',
      /models\.0: the new model house needs prices, released_at, or `like`/,
    ],
    ['the name of another model', '{ name: nano_banana_2 }', /models\.0\.name: must be lower-case/],
    [
      'the alias of another model as a name',
      '{ name: gemini-3-pro-image, like: nano-banana }',
      /models\.0\.name: "gemini-3-pro-image" is taken: the model nano-banana-pro answers to it/,
    ],
    [
      'the name of a page',
      '{ name: pricing, like: nano-banana }',
      /models\.0\.name: "pricing" is a page of \/docs/,
    ],
    [
      'the name of another model as an alias',
      '{ name: nano-banana-2, aliases: [nano-banana] }',
      /models\.0\.aliases\.0: "nano-banana" is taken: the model nano-banana answers to it/,
    ],
  ];
  for (const [what, entry, sentence] of refusals) {
    it(`${what} is refused, with the file and the place`, () => {
      const problems = problemsOf(`models:\n  - ${entry}\n`);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.ok(problems[0]?.startsWith(`${file}: models.0`), problems[0]);
      assert.match(problems[0] ?? '', sentence);
    });
  }

  it('an alias of two models, a model with two entries and an id that is described twice are refused together', () => {
    const problems = problemsOf(`models:
  - { name: nano-banana, aliases: [gpt-image-1] }
  - { name: nano-banana-2, aliases: [gpt-image-1], upstream_ids: [{ id: gemini-9, like: gemini-3-pro-image }] }
  - { name: nano-banana-2, upstream_ids: [{ id: gemini-9, like: gemini-3-pro-image }] }
`);
    assert.deepEqual(
      problems.map((problem) => problem.slice(file.length + 2)),
      [
        'models.2.name: "nano-banana-2" has an entry already; write all of a model into one',
        'models.1.aliases.0: "gpt-image-1" is taken: the model nano-banana answers to it',
        'models.2.upstream_ids.0: "gemini-9" is described twice; elsewhere its id alone is enough',
      ],
    );
  });
});
