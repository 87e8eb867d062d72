import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { type PhotoServer, startPhotoServer } from './photo-server.test.kit.ts';

interface Message {
  readonly content: string;
  readonly images?: readonly { readonly type: string; readonly image_url: { readonly url: string } }[];
}

interface ChatAnswer {
  readonly object: string;
  readonly choices: readonly { readonly message: Message; readonly delta: Message }[];
  readonly usage?: { readonly total_tokens: number };
  readonly error?: { readonly code: string; readonly param: string | null; readonly message: string };
}

describe('POST /v1/chat/completions', () => {
  let gateway: TestGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startGateway(), startPhotoServer()]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const model = 'nano-banana-2';
  const ask = async (body: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const messages = [{ role: 'user', content: 'A plantain on a table' }];
    const response = await gateway.post('/v1/chat/completions', { model, messages, ...body }, headers);
    return { response, answer: (await response.json()) as ChatAnswer };
  };
  const measureData = async (url: string | undefined) => {
    const [, type, data] = /^data:image\/(\w+);base64,(.+)$/.exec(url ?? '') ?? [];
    const { width, height, format } = await sharp(Buffer.from(data ?? '', 'base64')).metadata();
    assert.equal(format, type);
    return `${width}x${height}`;
  };
  const sent = () => {
    const body = gateway.upstream.requests.at(-1)?.body as { contents: [{ parts: { text?: string }[] }] };
    return body.contents[0].parts;
  };

  it('answers with the words of the model and the picture as a data URL in message.images', async () => {
    const { response, answer } = await ask({
      modalities: ['image', 'text'],
      image_config: { aspect_ratio: '16:9', image_size: '1K' },
    });
    assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 300));
    assert.equal(answer.object, 'chat.completion');
    const message = answer.choices[0]?.message;
    assert.match(message?.content ?? '', /^Here is your picture/);
    assert.equal(await measureData(message?.images?.[0]?.image_url.url), '1376x768');
    assert.ok((answer.usage?.total_tokens ?? 0) > 0);
    assert.ok(Number(response.headers.get('x-plantain-cost-usd')) > 0);
  });

  it('asks for no words when the modalities name none', async () => {
    const { answer } = await ask({ modalities: ['image'] });
    assert.equal(answer.choices[0]?.message.content, '');
    assert.equal(answer.choices[0]?.message.images?.length, 1);
  });

  it('takes images as URLs and data URLs, and sends both upstream in order before the prompt', async () => {
    const bytes = Buffer.from(await (await fetch(`${photos.url}/photo.png`)).arrayBuffer());
    const jpegSize = (await (await fetch(`${photos.url}/photo.jpeg`)).arrayBuffer()).byteLength;
    const { response } = await ask({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Blend them' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${bytes.toString('base64')}` } },
            { type: 'image_url', image_url: { url: `${photos.url}/photo.jpeg` } },
          ],
        },
      ],
    });
    assert.equal(response.status, 200);
    assert.deepEqual(sent(), [
      { inlineData: { mimeType: 'image/png', data: `<base64 of ${bytes.length} bytes>` } },
      { inlineData: { mimeType: 'image/jpeg', data: `<base64 of ${jpegSize} bytes>` } },
      { text: 'Blend them' },
    ]);
  });

  it('makes a transcript of a conversation and takes the pictures of earlier answers along', async () => {
    const first = await ask({});
    const { response } = await ask({
      messages: [
        { role: 'system', content: 'Flat colours only.' },
        { role: 'user', content: 'A pear' },
        { role: 'assistant', ...(first.answer.choices[0]?.message ?? {}), content: 'Here it is.' },
        { role: 'user', content: 'Now at night' },
      ],
    });
    assert.equal(response.status, 200);
    const parts = sent();
    assert.equal(parts.length, 2);
    assert.equal(
      parts[1]?.text,
      'Flat colours only.\n\nUser: A pear\nAssistant: Here it is.\nUser: Now at night',
    );
  });

  it('puts what was said to each of several pictures into its own choice, streamed and repeated, too', async () => {
    const body = { model, n: 2, messages: [{ role: 'user', content: 'two pears' }] };
    const said = async (more: object, key: string) => {
      const response = await gateway.post(
        '/v1/chat/completions',
        { ...body, ...more },
        { 'idempotency-key': key },
      );
      const text = await response.text();
      const answers = /^\{/.test(text)
        ? [text]
        : [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, data]) => data);
      return answers
        .flatMap((answer) => (JSON.parse(answer as string) as ChatAnswer).choices)
        .map(({ message, delta }) => (message ?? delta).content)
        .filter((content) => content !== undefined);
    };
    for (const [more, key] of [
      [{}, 'two-words'],
      [{}, 'two-words'],
      [{ stream: true }, 'two-streams'],
    ] as const) {
      const contents = await said(more, key);
      assert.equal(contents.length, 2);
      for (const content of contents) assert.equal(content?.match(/Here is your picture/g)?.length, 1);
    }
  });

  it('streams chunks that end with [DONE], the picture in delta.images', async () => {
    const response = await gateway.post('/v1/chat/completions', {
      model,
      messages: [{ role: 'user', content: 'stream' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const events = (await response.text()).trimEnd().split('\n\n');
    assert.equal(events.at(-1), 'data: [DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)) as ChatAnswer);
    assert.equal(await measureData(chunks[0]?.choices[0]?.delta.images?.[0]?.image_url.url), '1024x1024');
    assert.deepEqual(
      chunks.map(({ choices, usage }) => [choices.length, usage !== undefined]),
      [
        [1, false],
        [1, false],
        [0, true],
      ],
    );
  });

  it('puts the picture into content as Markdown, and only there, for a model named :markdown', async () => {
    const { answer } = await ask({ model: `${model}:markdown` });
    const message = answer.choices[0]?.message;
    assert.equal(message?.images, undefined);
    const [, url] = /!\[image\]\((http[^)]+)\)$/.exec(message?.content ?? '') ?? [];
    assert.equal((await fetch(url as string)).status, 200);
  });

  const refusals: [string, Record<string, unknown>, number, string | null, RegExp][] = [
    ['a text-only model', { model: 'gpt-5' }, 404, 'model', /makes images/],
    ['text-only modalities', { modalities: ['text'] }, 400, 'modalities', /image/],
    ['no message of the user', { messages: [{ role: 'system', content: 'x' }] }, 400, 'messages', /user/],
    ['a tool message', { messages: [{ role: 'tool', content: 'x' }] }, 400, 'messages[0].role', /system/],
    [
      'audio',
      { messages: [{ role: 'user', content: [{ type: 'input_audio' }] }] },
      400,
      'messages[0].content[0]',
      /text or image_url/,
    ],
    [
      'an address that is none',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'x' },
              { type: 'image_url', image_url: { url: 'gopher://a' } },
            ],
          },
        ],
      },
      400,
      'messages[0].content[1].image_url.url',
      /public http/,
    ],
    [
      'an address as a text that is none',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 'gopher://a' }] }] },
      400,
      'messages[0].content[0].image_url',
      /public http/,
    ],
    [
      'a ratio the model lacks',
      { image_config: { aspect_ratio: '7:5' } },
      400,
      'image_config.aspect_ratio',
      /16:9/,
    ],
  ];
  for (const [name, body, status, param, message] of refusals) {
    it(`refuses ${name} in words and sends nothing upstream`, async () => {
      const before = gateway.upstream.requests.length;
      const { response, answer } = await ask(body);
      assert.deepEqual([response.status, answer.error?.param], [status, param], JSON.stringify(answer));
      assert.match(answer.error?.message ?? '', message);
      assert.equal(gateway.upstream.requests.length, before);
    });
  }

  it('says moderation_blocked with 400 for a blocked picture, never 200', async () => {
    const messages = [{ role: 'user', content: '#emulate(block, reason=IMAGE_SAFETY)' }];
    const { response, answer } = await ask({ messages });
    assert.deepEqual([response.status, answer.error?.code], [400, 'moderation_blocked']);
  });

  it('reports the detail asked for with an image, once, and auto as nothing', async () => {
    const image = (detail?: string) => ({
      type: 'image_url',
      image_url: { url: `${photos.url}/photo.jpeg`, ...(detail ? { detail } : {}) },
    });
    const told = async (...details: (string | undefined)[]) => {
      const content = [{ type: 'text', text: 'Together' }, ...details.map(image)];
      const { response } = await ask({ messages: [{ role: 'user', content }] });
      assert.equal(response.status, 200);
      return response.headers.get('x-plantain-omitted');
    };
    const reason = 'image_url.detail;reason="not a parameter of image models"';
    assert.equal(await told('high', 'low'), reason);
    assert.equal(await told('auto', undefined), null);
  });

  it('reports parameters of text models as omitted', async () => {
    const { response } = await ask({ temperature: 0.2, tools: [{ type: 'function' }] });
    assert.match(response.headers.get('x-plantain-omitted') ?? '', /temperature;.*tools\[0\];/);
  });
});
