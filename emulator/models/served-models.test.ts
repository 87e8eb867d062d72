import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEmulator } from '../start-emulator.ts';
import { servedModels } from './served-models.ts';

test('an id that is served, too, is listed and draws like the known one but for what was said of it', async () => {
  const emulator = await startEmulator({ also: ['gemini-9=gemini-3.1-flash-image,sizes=2K,search=none'] });
  const ask = async (imageConfig: object) => {
    const response = await fetch(`${emulator.url}/v1beta/models/gemini-9:generateContent?key=k`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        contents: [{ parts: [{ text: 'a fig' }] }],
        generationConfig: { imageConfig },
      }),
    });
    return { status: response.status, text: await response.text() };
  };
  try {
    const list = await (await fetch(`${emulator.url}/v1beta/models?key=k`)).text();
    assert.ok(list.includes('"models/gemini-9"'));
    const drawn = await ask({ imageSize: '2K', aspectRatio: '1:8' });
    assert.equal(drawn.status, 200, drawn.text);
    assert.ok(
      drawn.text.includes('"modelVersion": "gemini-9"') || drawn.text.includes('"modelVersion":"gemini-9"'),
    );
    const refused = await ask({ imageSize: '1K' });
    assert.equal(refused.status, 400);
    assert.ok(refused.text.includes('Supported values are: 2K.'), refused.text);
  } finally {
    await emulator.close();
  }
});

test('what cannot be read of an id is said', () => {
  for (const [option, words] of [
    ['gemini-9', /it takes ID=LIKE/],
    ['gemini-9=gemini-8', /"gemini-8" is no known model/],
    ['gemini-9=gemini-3-pro-image,size=1K', /"size" is not known/],
    ['gemini-9=gemini-3-pro-image,sizes=8K', /"8K" is none of 512, 1K/],
    ['gemini-9=gemini-3-pro-image,references=many', /takes a count/],
  ] as const) {
    assert.throws(() => servedModels([option]), words);
  }
});
