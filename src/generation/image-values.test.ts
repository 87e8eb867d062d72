import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withinSeconds } from '../lib/hostile-text.test.kit.ts';
import { readImageValue } from './image-values.ts';

const spool = { placeholder: '{capture 1}', path: '/spool/1', sizeBytes: 70 };
const body = { skeleton: {}, spools: [spool] } as never;

describe('an image in a request', () => {
  for (const [text, mediaType] of [
    ['data:image/png;base64,{capture 1}', 'image/png'],
    ['DATA:image/svg+xml;charset=utf-8;base64,{capture 1}', 'image/svg+xml'],
    ['data:,{capture 1}', ''],
  ] as const) {
    it(`is what its data URL holds: ${text}`, () => {
      const [image] = readImageValue(text, body, 'image');
      assert.deepEqual(image, {
        kind: 'spooled',
        path: '/spool/1',
        mediaType,
        sizeBytes: 70,
        field: 'image',
      });
    });
  }

  for (const text of ['data:image/png;base64,{capture 2}', 'data:image/png', 'data:a,{capture 1} and more']) {
    it(`is refused where its data URL holds none: ${text}`, () => {
      assert.throws(() => readImageValue(text, body, 'image'), /image: is no Base64 data URL of an image/);
    });
  }

  for (const [name, text] of Object.entries({
    'a media type without an end': `data:${'a'.repeat(400_000)}`,
    'many beginnings': 'data:image/png;base64'.repeat(20_000),
    'many commas': `data:${'a,'.repeat(200_000)}`,
    'captures that never end': `data:,${'{capture '.repeat(40_000)}`,
  })) {
    it(`is refused after one look: ${name}`, async () => {
      const module = new URL('./image-values.js', import.meta.url);
      const refused = await withinSeconds(module, 'readImageValue', [text, body, 'image']);
      assert.match(String(refused), /is no Base64 data URL of an image/);
    });
  }
});
