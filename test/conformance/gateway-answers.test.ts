import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { repositoryRoot } from '../services/repository-root.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { relayEntry, serve, type TestServer } from './relay.test.kit.ts';

interface Served {
  readonly fixture: string;
  readonly status?: number;
  /** Of everything it serves. */
  readonly contentEncoding?: string;
  /** Its base64 in lines of 76 characters, as MIME has it. */
  readonly isFolded?: boolean;
}

/** Channels of one replica, by the words they ask it with. */
const channels = [
  { id: 'crazyrouter', provider: 'openai-compatible', settings: { gateway: 'crazyrouter' } },
  { id: 'openai', provider: 'openai-compatible', settings: { gateway: 'openai' } },
  { id: 'litellm', provider: 'openai-compatible', settings: { gateway: 'litellm' } },
  { id: 'litellm-chat', provider: 'openai-compatible', settings: { gateway: 'litellm', api: 'chat' } },
  { id: 'new-api', provider: 'openai-compatible', settings: { gateway: 'new-api' } },
  { id: 'openrouter', provider: 'openai-compatible', settings: { gateway: 'openrouter' } },
  // Apart: their credential rests after a refusal.
  { id: 'denied', provider: 'openai-compatible', settings: { gateway: 'crazyrouter' } },
  { id: 'limited', provider: 'openai-compatible', settings: { gateway: 'openrouter' } },
  { id: 'wrong-key', provider: 'openai-compatible', settings: { gateway: 'crazyrouter' } },
  { id: 'gemini-relay', provider: 'gemini-api', settings: {} },
] as const;

describe('an answer as a gateway gives it', () => {
  let picture: Buffer;
  let replica: TestServer;
  let gateway: TaskGateway;
  let key: string;
  let served: Served;
  let asked: { path: string; contentType: string; body: string }[] = [];

  before(async () => {
    picture = await sharp({ create: { width: 80, height: 48, channels: 3, background: 'olive' } })
      .png()
      .toBuffer();
    replica = await serve(async (request, response, body) => {
      if (served.contentEncoding !== undefined)
        response.setHeader('content-encoding', served.contentEncoding);
      if (request.url === '/picture.png') return response.end(picture);
      const contentType = request.headers['content-type'] ?? '';
      asked.push({ path: request.url ?? '', contentType, body: body.toString('latin1') });
      response.writeHead(served.status ?? 200, { 'content-type': 'application/json' });
      return response.end(await textOf(served.fixture, served.isFolded));
    });
    const entry = (channel: (typeof channels)[number]) =>
      relayEntry({ ...channel, base_url: replica.url, credential: 'canary-gateway-key' });
    gateway = await startTaskGateway({ config: { channels: channels.map(entry) } });
    key = (await gateway.app.keys.create({ mode: 'live', name: 'pin', settings: { pinChannels: true } })).key;
  });
  after(async () => {
    await gateway.close();
    replica.close();
  });

  const textOf = async (fixture: string, isFolded = false) => {
    const file = path.join(repositoryRoot(), 'test/fixtures/gateways', `${fixture}.json`);
    return (await readFile(file, 'utf8'))
      .replaceAll('{{base64}}', picture.toString('base64').replace(/.{76}/g, isFolded ? '$&\\r\\n' : '$&'))
      .replaceAll('{{url}}', `${replica.url}/picture.png`);
  };
  const generate = async (channel: string, answer: Served, more: Record<string, unknown> = {}) => {
    served = answer;
    asked = [];
    const response = await gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: 'A plantain', ...more },
      { authorization: `Bearer ${key}`, 'x-plantain-channel': channel },
    );
    const json = (await response.json()) as { data?: { url: string }[] };
    const id = response.headers.get('x-plantain-generation') ?? '';
    return { response, json, receipt: await gateway.receiptOf(id), request: asked[0] };
  };

  for (const [channel, fixture] of [
    ['crazyrouter', 'crazyrouter-url'],
    ['crazyrouter', 'crazyrouter-b64'],
    ['openai', 'gpt-image'],
    ['litellm', 'litellm-images'],
    ['litellm-chat', 'litellm-chat'],
    ['openrouter', 'openrouter-chat'],
    ['new-api', 'new-api-markdown-data'],
    ['new-api', 'new-api-markdown-url'],
    ['new-api', 'chat-parts'],
    ['new-api', 'chat-bare-url'],
    ['gemini-relay', 'relay-inline-data'],
    ['gemini-relay', 'relay-markdown-data'],
    ['gemini-relay', 'relay-markdown-url'],
    ['gemini-relay', 'relay-file-data'],
  ] as const) {
    it(`is a picture of the archive: ${fixture}, asked for as ${channel}`, async () => {
      const { response, json } = await generate(channel, { fixture });
      assert.equal(response.status, 200, JSON.stringify(json));
      const archived = await fetch(json.data?.[0]?.url as string);
      assert.deepEqual(Buffer.from(await archived.arrayBuffer()), picture);
    });
  }

  for (const [channel, what, served] of [
    ['openai', 'base64 in lines', { fixture: 'gpt-image', isFolded: true }],
    ['openrouter', 'a data URL in lines', { fixture: 'openrouter-chat', isFolded: true }],
    ['openai', 'an encoding of nothing', { fixture: 'gpt-image', contentEncoding: '' }],
    ['gemini-relay', 'a charset for an encoding', { fixture: 'relay-inline-data', contentEncoding: 'utf-8' }],
    [
      'crazyrouter',
      'the framing of an upload',
      { fixture: 'crazyrouter-url', contentEncoding: 'aws-chunked' },
    ],
  ] as const) {
    it(`is the picture that a browser would show: ${what}`, async () => {
      const { response, json } = await generate(channel, served);
      assert.equal(response.status, 200, JSON.stringify(json));
      const archived = await fetch(json.data?.[0]?.url as string);
      assert.deepEqual(Buffer.from(await archived.arrayBuffer()), picture);
    });
  }

  for (const fixture of ['relay-markdown-url', 'relay-file-data', 'relay-markdown-data'] as const) {
    it(`reaches a native client as it is, its picture archived and charged: ${fixture}`, async () => {
      served = { fixture };
      const response = await gateway.post(
        '/v1beta/models/nano-banana-2:generateContent',
        { contents: [{ role: 'user', parts: [{ text: 'native' }] }] },
        { authorization: `Bearer ${key}`, 'x-plantain-channel': 'gemini-relay' },
      );
      assert.equal(response.status, 200);
      assert.equal(await response.text(), await textOf(fixture));
      const { outputs, chargedMicros } = await gateway.receiptOf(
        response.headers.get('x-plantain-generation') ?? '',
      );
      assert.deepEqual([outputs[0]?.width, outputs[0]?.height, outputs.length], [80, 48, 1]);
      assert.ok(chargedMicros > 0);
    });
  }

  for (const [channel, fixture, status, result] of [
    ['denied', 'crazyrouter-no-quota', 403, 'upstream_denied'],
    ['crazyrouter', 'crazyrouter-prompt-blocked', 400, 'content_blocked'],
    ['litellm', 'litellm-content-policy', 400, 'content_blocked'],
    ['new-api', 'new-api-not-supported', 500, 'upstream_model_gone'],
    ['new-api', 'new-api-no-channel', 503, 'upstream_model_gone'],
    ['new-api', 'chat-content-filter', 200, 'content_blocked'],
    ['new-api', 'chat-text-only', 200, 'text_only'],
    ['openrouter', 'openrouter-moderation', 403, 'content_blocked'],
    ['openrouter', 'openrouter-moderation', 200, 'content_blocked'],
    ['limited', 'openrouter-late-error', 200, 'upstream_rate_limited'],
  ] as const) {
    it(`is ${result} in the records: ${fixture}, with status ${status}`, async () => {
      const { response, receipt } = await generate(channel, { fixture, status });
      assert.notEqual(response.status, 200);
      assert.equal(receipt.attempts[0]?.result, result);
      assert.equal(receipt.chargedMicros, 0);
    });
  }

  it('keeps nobody from the channel because it blocked a prompt, which is asked for once', async () => {
    for (let number = 0; number < 3; number += 1) {
      const { json, receipt } = await generate('openrouter', {
        fixture: 'openrouter-moderation',
        status: 403,
      });
      assert.match(JSON.stringify(json), /blocked by the content policy/);
      assert.equal(receipt.attempts.length, 1);
    }
    const { response } = await generate('openrouter', { fixture: 'openrouter-chat' });
    assert.equal(response.status, 200);
  });

  it('is counted in tokens', async () => {
    const { receipt } = await generate('openrouter', { fixture: 'openrouter-chat' });
    const usage = receipt.result?.usage;
    assert.deepEqual([usage?.promptTokens, usage?.imageTokens, usage?.textTokens], [8, 1290, 13]);
  });

  it('was asked for with ratio and size in the words of each gateway', async () => {
    const shape = { aspect_ratio: '16:9', resolution: '1K' };
    const bodyOf = async (channel: string, fixture: string): Promise<Record<string, unknown>> => {
      const { request } = await generate(channel, { fixture }, shape);
      return { path: request?.path, ...(JSON.parse(request?.body ?? '{}') as Record<string, unknown>) };
    };
    const own = await bodyOf('crazyrouter', 'crazyrouter-url');
    assert.deepEqual([own.path, own.aspect_ratio, own.resolution], ['/v1/images/generations', '16:9', '1K']);
    assert.equal(own.response_format, undefined);
    assert.equal((await bodyOf('litellm', 'litellm-images')).size, '1792x1024');
    const chat = await bodyOf('openrouter', 'openrouter-chat');
    assert.equal(chat.path, '/v1/chat/completions');
    assert.deepEqual(chat.image_config, { aspect_ratio: '16:9', image_size: '1K' });
    const deep = await bodyOf('new-api', 'new-api-markdown-data');
    assert.deepEqual(deep.extra_body, {
      google: { image_config: { aspect_ratio: '16:9', image_size: '1K' } },
    });
  });

  it('has what a gateway has no words for reported, and is refused under strict', async () => {
    const wish = { aspect_ratio: '21:9', resolution: '2K' };
    const { response } = await generate('litellm', { fixture: 'litellm-images' }, wish);
    assert.match(response.headers.get('x-plantain-omitted') ?? '', /aspect_ratio.*resolution/);
    const strict = await gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: 'strict', ...wish },
      { authorization: `Bearer ${key}`, 'x-plantain-channel': 'litellm', 'x-plantain-strict': 'true' },
    );
    assert.equal(strict.status, 400, await strict.text());
  });

  it('was asked for with references as each gateway takes them', async () => {
    const image_input = [`${replica.url}/picture.png`];
    const form = await generate('openai', { fixture: 'gpt-image' }, { image_input, aspect_ratio: '3:2' });
    assert.equal(form.request?.path, '/v1/images/edits');
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(form.request?.contentType ?? '')?.[1];
    const parts = form.request?.body.split(`--${boundary}`) ?? [];
    assert.ok(parts.some((part) => part.includes('name="size"') && part.includes('1536x1024')));
    const image = parts.find((part) => part.includes('name="image[]"; filename="reference-1.png"')) ?? '';
    assert.ok(Buffer.from(image, 'latin1').includes(picture), 'the bytes of the reference');

    const urls = await generate('crazyrouter', { fixture: 'crazyrouter-url' }, { image_input });
    assert.deepEqual(
      (JSON.parse(urls.request?.body ?? '{}') as typeof urls.json & { image_input: string[] }).image_input,
      image_input,
    );

    const chat = await generate('openrouter', { fixture: 'openrouter-chat' }, { image_input });
    assert.ok(chat.request?.body.includes(`"url":"data:image/png;base64,${picture.toString('base64')}"`));
  });

  it('leaves no trace of the channel credential in log or records', async () => {
    const { receipt } = await generate('wrong-key', { fixture: 'crazyrouter-no-quota', status: 401 });
    assert.ok(!JSON.stringify(receipt).includes('canary-gateway-key'));
    assert.ok(!gateway.logText().includes('canary-gateway-key'));
  });
});
