import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, messageOf, prompt } from '../testing/ask-emulator.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const tiny = '#emulate(size, width=8, height=8)';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());

async function refusal(body: unknown, model: string): Promise<string> {
  const answered = await ask(emulator, body, { model });
  assert.equal(answered.status, 400, answered.text);
  return String(messageOf(answered));
}

const withReferences = (count: number, mimeType = 'image/png', data = png.toString('base64')) => ({
  contents: [
    {
      parts: [
        { text: `mix ${tiny}` },
        ...Array.from({ length: count }, () => ({ inlineData: { mimeType, data } })),
      ],
    },
  ],
});

test("requests a model cannot serve get Google's 400", async () => {
  const cases: [model: string, body: object, message: RegExp][] = [
    [
      'gemini-3.1-flash-image',
      prompt('a', { candidateCount: 2 }),
      /^Multiple candidates is not enabled for this model$/,
    ],
    [
      'gemini-2.5-flash-image',
      { ...prompt('a'), systemInstruction: { parts: [{ text: 'x' }] } },
      /^Developer instruction is not enabled for models\/gemini-2\.5-flash-image$/,
    ],
    ['gemini-3-pro-image', prompt('a', { imageConfig: { aspectRatio: '8:1' } }), /aspect_ratio: "8:1"/],
    ['gemini-3.1-flash-image', prompt('a', { imageConfig: { aspectRatio: 'auto' } }), /aspect_ratio: "auto"/],
    ['gemini-nano-banana-2.1', prompt('a', { imageConfig: { imageSize: '512' } }), /image_size: "512"/],
    ['gemini-3-pro-image', prompt('a', { imageConfig: { imageSize: '1k' } }), /image_size: "1k"/],
    [
      'gemini-2.5-flash-image',
      prompt('a', { imageConfig: { imageSize: '1K' } }),
      /Image size is not enabled/,
    ],
    ['gemini-3.1-flash-lite-image', prompt('a', { imageConfig: { imageSize: '4K' } }), /image_size: "4K"/],
    [
      'gemini-2.5-flash-image',
      { ...prompt('a'), tools: [{ googleSearch: {} }] },
      /Search as tool is not enabled/,
    ],
    [
      'gemini-3.1-flash-image',
      { ...prompt('a'), tools: [{ functionDeclarations: [{ name: 'f' }] }] },
      /Function calling/,
    ],
    [
      'gemini-3.1-flash-image',
      prompt('a', { responseMimeType: 'application/json' }),
      /^JSON mode is not enabled/,
    ],
    [
      'gemini-3.1-flash-image',
      prompt('a', { responseModalities: ['AUDIO'] }),
      /does not support the requested response modalities/,
    ],
    [
      'gemini-3.1-flash-image',
      prompt('a', { thinkingConfig: { thinkingLevel: 'LOW' } }),
      /Thinking level LOW/,
    ],
    ['gemini-3.1-flash-image', {}, /contents is not specified/],
    ['gemini-3.1-flash-image', { contents: [{ parts: [] }] }, /contents\[0\]\.parts/],
    ['gemini-3.1-flash-image', { contents: [{ parts: [{}] }] }, /required oneof field 'data'/],
    [
      'gemini-3.1-flash-image',
      { contents: [{ role: 'system', parts: [{ text: 'a' }] }] },
      /valid role: user, model/,
    ],
  ];
  for (const [model, body, message] of cases) assert.match(await refusal(body, model), message);
});

test('references are counted in the last turn and refused above the limit of the model', async () => {
  assert.match(await refusal(withReferences(15), 'gemini-3-pro-image'), /Too many images in the request: 15/);
  assert.match(
    await refusal(withReferences(11), 'gemini-2.5-flash-image'),
    /maximum for models\/gemini-2\.5-flash-image is 10/,
  );
  const most = await ask(emulator, withReferences(14), { model: 'gemini-3-pro-image' });
  assert.equal(most.status, 200, most.text);
  const chat = {
    contents: [
      ...withReferences(14).contents,
      { role: 'model', parts: [{ text: 'ok' }] },
      { parts: [{ text: `again ${tiny}` }] },
    ],
  };
  assert.equal((await ask(emulator, chat, { model: 'gemini-2.5-flash-image' })).status, 200);
});

test('inline data must be of a type the model reads, and be what its type says', async () => {
  const model = 'gemini-2.5-flash-image';
  assert.equal(await refusal(withReferences(1, 'image/gif'), model), 'Unsupported MIME type: image/gif');
  assert.equal(await refusal(withReferences(1, 'image/heic'), model), 'Unsupported MIME type: image/heic');
  assert.match(
    await refusal(withReferences(1, 'image/png', 'AAAA'), model),
    /^Unable to process input image\./,
  );
  const document = withReferences(1, 'application/pdf', Buffer.from('%PDF-1.4').toString('base64'));
  assert.equal((await ask(emulator, document)).status, 200);
});

test('a file URI is accepted without being fetched', async () => {
  const fileData = { fileUri: 'https://192.0.2.1/cat.jpg' };
  const answered = await ask(emulator, {
    contents: [{ parts: [{ text: `like this ${tiny}` }, { fileData }] }],
  });
  assert.equal(answered.status, 200, answered.text);
});

test('a pro request may carry any thinking level and a flash one its own two', async () => {
  const level = (thinkingLevel: string) => prompt(`a ${tiny}`, { thinkingConfig: { thinkingLevel } });
  assert.equal((await ask(emulator, level('low'), { model: 'gemini-3-pro-image' })).status, 200);
  assert.equal((await ask(emulator, level('minimal'))).status, 200);
});
