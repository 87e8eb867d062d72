import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Artifact } from '../../src/generation/outcome.ts';
import { QueueError, queueClient } from './queue-client.test.kit.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

const dollar = 1_000_000;

/** What a refused call answered. */
async function refusal(call: Promise<unknown>): Promise<[number, unknown]> {
  const error = await call.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason as QueueError,
  );
  assert.ok(error instanceof QueueError, String(error));
  return [error.status, error.body];
}

describe('/model/v1/queue/{model}', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway();
  });
  after(() => gateway.close());

  const client = (key = gateway.liveKey, model = 'nano_banana_2', scheme = 'Bearer') =>
    queueClient(gateway.url, `${scheme} ${key}`, model);
  const fetchJson = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' };
    const response = await fetch(gateway.url + path, { headers, ...init });
    return [response.status, await response.json()] as [number, Record<string, unknown>];
  };

  for (const scheme of ['Key', 'Bearer']) {
    it(`takes its vendor's client to a finished picture with Authorization: ${scheme}`, async () => {
      const queue = client(gateway.liveKey, 'nano_banana_2', scheme);
      const { id } = await queue.submit({
        prompt: 'a heron',
        aspect_ratio: '3:2',
        response_modalities: ['Image'],
      });
      const done = await queue.poll(id);
      assert.deepEqual([done.status, done.urls.length], ['completed', 1]);
      assert.equal((await fetch(done.urls[0] as string)).status, 200);
    });
  }

  it('gives addresses that answer, and describes the picture behind them', async () => {
    const path = '/model/v1/queue/nano_banana_2';
    const body = JSON.stringify({ prompt: 'addresses', image_size: '512' });
    const [status, submitted] = await fetchJson(path, { method: 'POST', body });
    assert.equal(status, 200);
    const { request_id, status_url, response_url, cancel_url, queue_position } = submitted;
    assert.equal(queue_position, 0);
    assert.equal(cancel_url, `${gateway.url}${path}/requests/${request_id}/cancel`);
    await client().poll(request_id as string);
    const [, ended] = await fetchJson((status_url as string).slice(gateway.url.length));
    assert.deepEqual(Object.keys(ended).sort(), [
      'expires_at',
      'metrics',
      'request_id',
      'response_url',
      'status',
    ]);
    assert.ok(((ended.metrics as { inference_time: number }).inference_time ?? -1) >= 0);
    const [, result] = await fetchJson((response_url as string).slice(gateway.url.length));
    const [image, text] = result.outputs as Record<string, unknown>[];
    assert.deepEqual(
      [image?.type, image?.content_type, image?.file_name, image?.width, image?.height],
      ['image', 'image/jpeg', 'image.jpeg', 512, 512],
    );
    assert.equal(text?.type, 'text');
    const [{ expiresAtMs }] = (await gateway.receiptOf(request_id as string)).outputs as [Artifact];
    const expires_at = Math.floor(expiresAtMs / 1000);
    assert.deepEqual([ended.expires_at, image?.expires_at], [expires_at, expires_at]);
    assert.ok(Math.abs(expires_at - 15 * 86_400 - Date.now() / 1000) < 120, '15 days, in seconds');
    assert.deepEqual(result.metadata, { prompt: 'addresses' });
  });

  it('answers the response address with 202 and the status until there is a result', async () => {
    const queue = client();
    const { id } = await queue.submit({ prompt: 'slow #emulate(latency, ms=600)' });
    const early = await queue.result(id);
    assert.equal(early.httpStatus, 202);
    assert.ok(['in_queue', 'in_progress'].includes(early.status), early.status);
    assert.equal((await queue.poll(id)).httpStatus, 200);
  });

  it('tells a blocked prompt in-band, on both addresses', async () => {
    const queue = client();
    const { id } = await queue.submit({ prompt: 'x #emulate(block, reason=PROHIBITED_CONTENT)' });
    const failed = await queue.poll(id);
    assert.deepEqual(
      [failed.status, failed.errorType, failed.httpStatus],
      ['failed', 'REQUEST_INVALID', 200],
    );
    assert.match(failed.reason, /content policy/);
    assert.equal((await queue.result(id)).status, 'failed');
  });

  it('fails inside when the upstream or a reference does', async () => {
    const queue = client();
    const broken = await queue.submit({ prompt: 'x #emulate(status, code=500)' });
    assert.equal((await queue.poll(broken.id)).errorType, 'INFERENCE_FAILURE');
    const unreachable = await queue.submit({ prompt: 'x', image_urls: ['http://127.0.0.1:1/a.png'] });
    const failed = await queue.poll(unreachable.id);
    assert.equal(failed.errorType, 'REQUEST_INVALID');
    assert.match(failed.reason, /Reference image 1/);
  });

  it('has no webhooks, no streaming and no synchronous form, and says so in its own words', async () => {
    const path = '/model/v1/queue/nano_banana_2';
    const post = (query: string, body: object) =>
      fetchJson(path + query, { method: 'POST', body: JSON.stringify(body) });
    const noWebhook = [400, { detail: 'webhook not supported' }];
    assert.deepEqual(await post('?fal_webhook=https%3A%2F%2Fexample.com', { prompt: 'x' }), noWebhook);
    for (const name of [
      'webhook_url',
      'webhookUrl',
      'callBackUrl',
      'callback_url',
      'notifyHook',
      'Notify-Hook',
    ]) {
      assert.deepEqual(await post(`?${name}=x`, { prompt: 'x' }), noWebhook, name);
      assert.deepEqual(await post('', { prompt: 'x', [name]: 'https://example.com' }), noWebhook, name);
    }
    const [status] = await post('', { prompt: 'x', callback_url: null, webhookUrl: null, resolution: null });
    assert.equal(status, 200, 'null is what SDKs send for an option that nobody set');
    const { id } = await client().submit({ prompt: 'stream me' });
    assert.deepEqual(await fetchJson(`${path}/requests/${id}/status/stream`), [
      400,
      { detail: 'SSE streaming not supported' },
    ]);
    assert.deepEqual(await post('/sync', { prompt: 'x' }), [404, { detail: 'Not Found' }]);
  });

  it('knows a request only under its own model and for its own account', async () => {
    const { id } = await client().submit({ prompt: 'mine' });
    await client().poll(id);
    const notFound = [404, { detail: 'Request not found' }];
    const strangers = [
      client(gateway.liveKey, 'nano_banana_pro'),
      client(await gateway.keyWith(dollar)),
      client(gateway.testKey),
    ];
    for (const stranger of strangers) {
      assert.deepEqual(await refusal(stranger.status(id)), notFound);
      assert.deepEqual(await refusal(stranger.result(id)), notFound);
      assert.deepEqual(await refusal(stranger.cancel(id)), notFound);
    }
    assert.deepEqual(await refusal(client().status('mmsu_01hxyz')), notFound);
    assert.equal((await client(gateway.liveKey, 'nano-banana-2').status(id)).status, 'completed');
  });

  it('words its refusals as the contract does', async () => {
    const prompt = { prompt: 'x' };
    assert.deepEqual(await refusal(client(gateway.liveKey, 'not_exists').submit(prompt)), [
      404,
      { detail: 'App not found: not_exists' },
    ]);
    const limited = await gateway.keyWith(dollar, { models: ['nano-banana'] });
    assert.deepEqual(await refusal(client(limited).submit(prompt)), [
      403,
      { detail: 'Model not allowed for this user' },
    ]);
    assert.deepEqual(await refusal(client(await gateway.keyWith(1)).submit(prompt)), [
      402,
      { status: { code: 402, message: 'Insufficient credits', error_code: 40201 }, data: null },
    ]);
    const [wrong, body] = await refusal(client('pt_live_wrong').submit(prompt));
    assert.deepEqual([wrong, (body as { error: { code: string } }).error.code], [401, 'UNAUTHORIZED']);
    const path = `${gateway.url}/model/v1/queue/nano_banana_2`;
    const bare = (await (await fetch(path, { method: 'POST' })).json()) as {
      error: object;
      request_id: string;
    };
    assert.deepEqual(bare.error, {
      code: 'UNAUTHORIZED',
      message: 'Authorization Bearer or Key token is required',
    });
    assert.match(bare.request_id, /^\d{23}/);
  });

  it('refuses a wrapped body, a fourth reference and a prompt that is too long', async () => {
    const messageOf = async (params: object) => {
      const [status, body] = await refusal(client().submit(params));
      return [status, (body as { error: { message: string } }).error.message];
    };
    assert.deepEqual(await messageOf({ model: 'nano_banana_2', prompt: 'x' }), [400, 'Unknown field: model']);
    assert.deepEqual(await messageOf({ prompt: 'é'.repeat(2_501) }), [
      400,
      'prompt must be 1 to 2500 characters long.',
    ]);
    const urls = Array.from({ length: 4 }, () => 'https://example.com/a.png');
    assert.deepEqual(await messageOf({ prompt: 'x', image_urls: urls }), [
      400,
      'at most 3 reference images are currently supported for nano-banana-2',
    ]);
  });
});
