import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { allCases } from '../../src/verification/all-cases.ts';
import { contractFeatures } from '../../src/verification/contract-features.ts';
import { promisesOf } from '../../src/verification/promises.ts';

const counts = (most: number) => Array.from({ length: most }, (_, index) => `references/${index + 1}`);

/** Each row of the vendors' capability tables and validation snapshots, and the cases that check it here. */
const documented: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'nano-banana-2': {
    T2I: ['text-to-image'],
    'I2I + 1K': ['combination/1-reference+1K'],
    'I2I + 2K + 16:9': ['combination/1-reference+2K+16:9'],
    'Reference + 1..14 refs': counts(14),
    '15 URL references, rejected': ['references/15-refused'],
    'three references, 2K, 16:9': ['combination/3-references+2K+16:9'],
    'aspect_ratio auto': ['images-api/auto'],
    'image is not accepted': ['images-api/image-field-refused'],
    'data: / Base64 is not part of the contract': ['images-api/data-url-refused'],
    'single-reference editing': ['references/1'],
    'Reference + 2K': ['combination/14-references+2K'],
    '4K': ['resolution/4K'],
    '1K': ['resolution/1K'],
    'WEBP URL': ['reference-type/webp'],
    'PNG URL': ['reference-type/png'],
    'JPEG URL': ['reference-type/jpeg'],
    'exact 30 MiB URL boundary': ['reference-size/30-mib', 'reference-size/30-mib-and-1-refused'],
    'accepted aspect ratios': [
      '1:1',
      '1:4',
      '1:8',
      '2:3',
      '3:2',
      '3:4',
      '4:1',
      '4:3',
      '4:5',
      '5:4',
      '8:1',
      '9:16',
      '16:9',
      '21:9',
    ].map((ratio) => `aspect-ratio/${ratio}`),
  },
  'nano-banana-pro': {
    T2I: ['text-to-image'],
    'I2I + 1K': ['combination/1-reference+1K'],
    'I2I + 4K': ['combination/1-reference+4K+21:9'],
    '4K + 21:9 + png/jpg': ['combination/4K+21:9+png', 'combination/4K+21:9+jpeg'],
    'Reference + 1..2 refs': counts(2),
    '2 PNG URL references': ['combination/2-png-references'],
    'exact 8-image ceiling': ['references/8', 'combination/8-references+1K'],
    '1K, 2K, 4K': ['resolution/1K', 'resolution/2K', 'resolution/4K'],
    '1:1, 21:9': ['aspect-ratio/1:1', 'aspect-ratio/21:9'],
    'WEBP, JPEG, PNG URL': ['reference-type/webp', 'reference-type/jpeg', 'reference-type/png'],
    'output_format = png, jpg': ['output/png', 'output/jpeg'],
    output_compression: ['output/jpeg-compression'],
    'the response returns data[].url': ['images-api/url'],
    'image and data: are not accepted': ['images-api/image-field-refused', 'images-api/data-url-refused'],
    'exact 30 MiB URL boundary': ['reference-size/30-mib', 'reference-size/30-mib-and-1-refused'],
  },
};

/** What was checked against the official API itself. */
const direct: Readonly<Record<string, readonly string[]>> = {
  'nano-banana-2': ['text-to-image', 'references/14', 'combination/14-references+2K'],
  'nano-banana-pro': ['text-to-image', 'references/2'],
};

/** What a contract has beside the sizes, ratios and references of its models. */
const contracts: Readonly<Record<string, readonly string[]>> = {
  'openai-images': [
    'text-to-image',
    'search',
    'streaming',
    'moderation',
    'billing/1K',
    'output/jpeg-compression',
  ],
  'openai-edits': [
    'form/multipart',
    'form/json',
    'references/15-refused',
    'streaming',
    'moderation',
    'billing/1K',
  ],
  'openai-chat': [
    'text-to-image',
    'references/15-newest',
    'streaming',
    'output/webp',
    'moderation',
    'billing/1K',
  ],
  'openrouter-images': ['text-to-image', 'reference-size/30-mib', 'output/webp', 'moderation', 'billing/1K'],
  mcp: ['text-to-image', 'references/15-refused', 'output/webp', 'moderation', 'billing/1K'],
  gemini: ['text-to-image', 'references/15-refused', 'search', 'streaming', 'moderation', 'billing/1K'],
  generations: ['text-to-image', 'callback', 'search', 'output/jpeg-compression', 'billing/1K'],
  'generate-task': ['text-to-image', 'callback', 'references/15-refused', 'output/png', 'billing/1K'],
  'model-generation': ['text-to-image', 'references/4-refused', 'reference-size/30-mib', 'billing/1K'],
  'model-queue': ['text-to-image', 'references/4-refused', 'reference-size/30-mib', 'billing/1K'],
};

describe('the start set of cases', () => {
  const ids = new Set(allCases(createCatalog(shippedModels, shippedUpstreamModels)).map((row) => row.id));

  it('has a row of its own for every row the source documents name, those still Beta there included', () => {
    for (const [model, rows] of Object.entries(documented)) {
      for (const [row, cases] of Object.entries(rows)) {
        for (const each of cases) assert.ok(ids.has(`${model}/openai-images/${each}`), `${row}: ${each}`);
      }
    }
    for (const [model, cases] of Object.entries(direct)) {
      for (const each of cases) assert.ok(ids.has(`${model}/gemini@upstream/${each}`), each);
    }
  });

  it('covers every contract, and what only it has', () => {
    assert.deepEqual(Object.keys(contracts).sort(), contractFeatures.map(({ name }) => name).sort());
    for (const [contract, cases] of Object.entries(contracts)) {
      for (const each of cases)
        assert.ok(ids.has(`nano-banana-2/${contract}/${each}`), `${contract}/${each}`);
    }
  });

  it('has a row for every value that is promised of a model on any contract', () => {
    const { models } = createCatalog(shippedModels, shippedUpstreamModels);
    const table = allCases(createCatalog(shippedModels, shippedUpstreamModels)).map((row) => ({
      case: row,
      status: 'Beta' as const,
      checkedAtMs: undefined,
      message: undefined,
      evidence: [],
    }));
    const without = promisesOf(models, table).filter(({ row }) => !row);
    assert.deepEqual(without, []);
  });

  it('gives no two rows the same id', () => {
    const all = allCases(createCatalog(shippedModels, shippedUpstreamModels));
    assert.equal(ids.size, all.length);
  });
});
