import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { tableOf } from '../real-clients/client-table.ts';
import { recordedRequests, sendRecorded } from './recorded-request.test.kit.ts';

/** How an application finds the picture in an answer, without looking anywhere else. */
type Reader = (answer: string) => string;

interface ImagesAnswer {
  readonly data: readonly [{ readonly b64_json?: string; readonly url?: string }];
}
interface GoogleAnswer {
  readonly candidates: readonly [
    { readonly content: { readonly parts: readonly { readonly inlineData?: { readonly data: string } }[] } },
  ];
}

const inlineOf = ({ candidates }: GoogleAnswer) =>
  candidates[0].content.parts.find(({ inlineData }) => inlineData)?.inlineData?.data ?? '';
/** These apps take a URL before the bytes when both are there, so only the bytes may be. */
const base64: Reader = (answer) => {
  const [image] = (JSON.parse(answer) as ImagesAnswer).data;
  assert.deepEqual(Object.keys(image), ['b64_json']);
  return image.b64_json ?? '';
};
const url: Reader = (answer) => (JSON.parse(answer) as ImagesAnswer).data[0].url ?? '';
const inline: Reader = (answer) => inlineOf(JSON.parse(answer) as GoogleAnswer);
const events: Reader = (answer) =>
  answer
    .split(/\r?\n\r?\n/)
    .filter((event) => event.startsWith('data: '))
    .map((event) => JSON.parse(event.slice('data: '.length)) as GoogleAnswer)
    .map((chunk) => (chunk.candidates[0].content?.parts ? inlineOf(chunk) : ''))
    .find((data) => data !== '') ?? '';
const chat: Reader = (answer) => {
  const { choices } = JSON.parse(answer) as {
    choices: [{ message: { images: [{ image_url: { url: string } }] } }];
  };
  return choices[0].message.images[0].image_url.url.split(',')[1] ?? '';
};

/** The recording, what somebody does with it, how the picture is read, its pixels, and the pictures sent along. */
const pictures: readonly (readonly [
  string,
  'generate' | 'edit' | 'stream' | 'chat',
  Reader,
  string,
  number,
])[] = [
  ['open-webui-generate', 'generate', base64, '512x512', 0],
  ['open-webui-edit', 'edit', base64, '1024x1024', 2],
  ['open-webui-gemini', 'generate', inline, '1024x1024', 0],
  ['open-webui-gemini-edit', 'edit', inline, '1024x1024', 1],
  ['lobechat-generate', 'generate', url, '1376x768', 0],
  ['lobechat-edit', 'edit', base64, '1024x1024', 2],
  ['lobechat-google', 'edit', inline, '2752x1536', 1],
  ['cherry-studio-generate', 'generate', url, '1024x1024', 0],
  ['cherry-studio-edit', 'edit', base64, '1024x1024', 2],
  ['nextchat-google', 'stream', events, '1024x1024', 1],
  ['librechat-generate', 'generate', base64, '1024x1024', 0],
  ['librechat-edit', 'edit', base64, '1024x1024', 1],
  ['librechat-gemini', 'generate', inline, '1024x1024', 0],
  ['n8n-openai', 'generate', url, '1024x1024', 0],
  ['n8n-gemini', 'generate', inline, '1024x1024', 0],
  ['dify-openai', 'generate', url, '1264x848', 0],
  ['dify-gemini', 'edit', inline, '1536x672', 1],
  ['comfyui', 'edit', inline, '2048x2048', 1],
  ['litellm-openrouter', 'chat', chat, '1264x848', 0],
  ['litellm-gemini', 'generate', inline, '1376x768', 0],
];

const lists: Readonly<Record<string, (answer: unknown) => void>> = {
  'lobechat-models': hasImageModels,
  'cherry-studio-models': hasImageModels,
  'lobechat-pricing': (answer) => {
    const { success, data } = answer as { success: boolean; data: { model_name: string }[] };
    assert.equal(success, true);
    assert.ok(data.some(({ model_name }) => model_name === 'nano-banana-2'));
  },
  'cherry-studio-gemini-models': hasGeminiNames,
  'n8n-models': hasGeminiNames,
};

function hasImageModels(answer: unknown): void {
  const { data } = answer as { data: { id: string; supported_endpoint_types: string[] }[] };
  const entry = data.find(({ id }) => id === 'nano-banana-2');
  assert.ok(entry?.supported_endpoint_types.includes('image-generation'));
}

/** n8n offers only ids with `gemini` in them. */
function hasGeminiNames(answer: unknown): void {
  const { models } = answer as { models: { name: string; supportedGenerationMethods: string[] }[] };
  const entry = models.find(({ name }) => name === 'models/gemini-3.1-flash-image');
  assert.ok(entry?.supportedGenerationMethods.includes('generateContent'));
}

const titles: Readonly<Record<string, string>> = {
  'open-webui': 'Open WebUI',
  lobechat: 'LobeChat',
  'cherry-studio': 'Cherry Studio',
  nextchat: 'NextChat',
  librechat: 'LibreChat',
  n8n: 'n8n',
  dify: 'Dify',
  comfyui: 'ComfyUI',
  litellm: 'LiteLLM',
};
const appOf = (name: string) => Object.keys(titles).find((app) => name.startsWith(app)) as string;
const tableOfApp = (name: string) => tableOf(titles[appOf(name)] as string, 'replayed requests');

describe('requests of applications, replayed', () => {
  let gateway: TestGateway;
  let base64Key: string;
  let png: Buffer;
  before(async () => {
    gateway = await startGateway();
    // The key an operator makes for an application that names no format and reads bytes alone.
    const settings = { responseFormat: 'b64_json' } as const;
    ({ key: base64Key } = await gateway.app.keys.create({ mode: 'live', name: 'bytes', settings }));
    png = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#ffe135' } })
      .png()
      .toBuffer();
  });
  after(() => gateway.close());

  const send = async (name: string) => {
    const key = name.startsWith('librechat') ? base64Key : gateway.liveKey;
    const { status, text } = await sendRecorded(gateway.url, name, { key, png });
    assert.equal(status, 200, text.slice(0, 500));
    return text;
  };
  const one = async (name: string, blanks: Record<string, string> = {}) => {
    const answer = await sendRecorded(gateway.url, name, { key: gateway.liveKey, png, ...blanks });
    assert.equal(answer.status, 200, `${name}: ${answer.text.slice(0, 500)}`);
    return answer;
  };
  const charges = async () => {
    const total = await Promise.all(
      [gateway.liveKey, base64Key].map(async (key) => {
        const headers = { authorization: `Bearer ${key}` };
        const answer = await fetch(`${gateway.url}/v1/generations?limit=100`, { headers });
        return ((await answer.json()) as { data: { id: string; cost: { charged_usd: string } }[] }).data;
      }),
    );
    const charged = total.flat().filter(({ cost }) => Number(cost.charged_usd) > 0);
    return new Set(charged.map(({ id }) => id)).size;
  };

  for (const [name, capability, read, size, references] of pictures) {
    tableOfApp(name)('W1', capability, `${name}: one picture, one upstream call, one charge`, async () => {
      const before = { calls: gateway.upstream.requests.length, charges: await charges() };
      const found = read(await send(name));
      const bytes = found.startsWith('http')
        ? Buffer.from(await (await fetch(found)).arrayBuffer())
        : Buffer.from(found, 'base64');
      const { width, height } = await sharp(bytes).metadata();
      assert.equal(`${width}x${height}`, size);
      assert.equal(gateway.upstream.requests.length - before.calls, 1);
      assert.equal((await charges()) - before.charges, 1);
      const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
      const whole = `<base64 of ${png.length} bytes>`;
      assert.equal(sent.split(whole).length - 1, references);
    });
  }

  for (const [name, check] of Object.entries(lists)) {
    tableOfApp(name)('W1', 'models', `${name}: the list it reads`, async () => {
      check(JSON.parse(await send(name)));
    });
  }

  tableOfApp('n8n')('W1', 'files', 'n8n edits: it uploads, polls and names the file', async () => {
    const calls = gateway.upstream.requests.length;
    const { headers } = await one('n8n-upload-start');
    const upload = String(headers['x-goog-upload-url']).slice(gateway.url.length);
    const sent = JSON.parse((await one('n8n-upload-bytes', { upload })).text) as { file: { name: string } };
    const { name, state, uri } = JSON.parse((await one('n8n-file-get', { file: sent.file.name })).text) as {
      name: string;
      state: string;
      uri: string;
    };
    assert.deepEqual([name, state], [sent.file.name, 'ACTIVE']);
    const picture = inline((await one('n8n-gemini-edit', { uri })).text);
    assert.ok((await sharp(Buffer.from(picture, 'base64')).metadata()).width);
    assert.equal(gateway.upstream.requests.length - calls, 1);
    assert.match(JSON.stringify(gateway.upstream.requests.at(-1)?.body), new RegExp(`${png.length} bytes`));
  });

  it('every recording is sent', () => {
    const upload = ['n8n-upload-start', 'n8n-upload-bytes', 'n8n-file-get', 'n8n-gemini-edit'];
    const sent = new Set([...pictures.map(([name]) => name), ...Object.keys(lists), ...upload]);
    assert.deepEqual(
      recordedRequests().filter((name) => !sent.has(name)),
      [],
    );
  });
});
