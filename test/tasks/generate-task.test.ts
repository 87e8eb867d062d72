import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { failures } from '../../src/generation/failure.ts';
import contract from '../../src/protocols/generate-task/index.ts';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';
import { resultUrls, type TaskStatus, toolServer } from './tool-server.test.kit.ts';

const dollar = 1_000_000;

describe('POST /api/v1/generateTask/{model}', () => {
  let gateway: TaskGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startTaskGateway(), startPhotoServer()]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const client = (key = gateway.liveKey) => toolServer(gateway.url, key);
  const text = (prompt: string, rest: object = {}) => ({ mode: 'text-to-image', prompt, ...rest });
  const accept = async (model: string, input: object, rest: object = {}): Promise<string> => {
    const { status, envelope } = await client().generate(model, input, rest);
    assert.deepEqual(
      [status, envelope.code, envelope.message],
      [200, 200, 'success'],
      JSON.stringify(envelope),
    );
    return (envelope.data as { taskId: string }).taskId;
  };
  const finish = async (model: string, input: object, rest: object = {}): Promise<TaskStatus> =>
    client().poll(model, await accept(model, input, rest));
  const refusal = async (model: string, input: unknown, rest: object = {}) => {
    const { status, envelope } = await client().generate(model, input as object, rest);
    assert.equal(envelope.code, status);
    return [status, (envelope.data as { error: string }).error];
  };
  const pictureOf = async (status: TaskStatus) => {
    const picture = await fetch(resultUrls(status)[0] as string);
    const { width, height, format } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
    return [width, height, format];
  };

  it("takes the vendor's tool server and a polling client to a finished picture", async () => {
    const input = text('a tram', { aspect_ratio: '16:9', resolution: '2K', output_format: 'png' });
    const status = await finish('nano-banana-2', input);
    assert.equal(status.state, 'success');
    assert.equal(typeof status.resultJson, 'string');
    assert.deepEqual(await pictureOf(status), [2752, 1536, 'png']);
    const { createTime, completeTime = 0, costTime } = status;
    assert.equal(costTime, completeTime - createTime);
    assert.ok(Math.abs(Date.now() - createTime) < 60_000, 'milliseconds');
    assert.equal((status.expireTime as number) - createTime, 15 * 86_400_000);
    assert.deepEqual(
      (await gateway.receiptOf(status.taskId)).result?.omitted.map(({ parameter }) => parameter),
      ['source'],
    );
  });

  it('reads sizes in any case, jpg as jpeg, 4:1 and auto', async () => {
    const input = text('formats', { resolution: '2k', output_format: 'jpg', aspect_ratio: '1:1' });
    assert.deepEqual(await pictureOf(await finish('nano-banana-2', input)), [2048, 2048, 'jpeg']);
    const wide = await pictureOf(
      await finish('nano-banana-2', text('wide', { aspect_ratio: '4:1', resolution: '1K' })),
    );
    assert.ok((wide[0] as number) > 3 * (wide[1] as number));
    assert.equal((await finish('nano-banana-2', text('auto', { aspect_ratio: 'auto' }))).state, 'success');
  });

  it('edits with references, and only in the mode that has them', async () => {
    const urls = (count: number) => Array.from({ length: count }, () => `${photos.url}/photo.png`);
    const edit = (count: number) => ({ mode: 'image-to-image', prompt: 'edit', image_urls: urls(count) });
    assert.equal((await finish('nano-banana-2', edit(14))).state, 'success');
    assert.equal((await finish('nano-banana', edit(5))).state, 'success');
    const most = (count: number, model: string) => [
      400,
      `at most ${count} reference images are currently supported for ${model}`,
    ];
    assert.deepEqual(await refusal('nano-banana-2', edit(15)), most(14, 'nano-banana-2'));
    assert.deepEqual(await refusal('nano-banana', edit(6)), most(5, 'nano-banana'));
    assert.deepEqual(await refusal('nano-banana-2', edit(0)), [
      400,
      'Missing required field: input.image_urls',
    ]);
    const [status, error] = await refusal('nano-banana-2', text('x', { image_urls: urls(1) }));
    assert.equal(status, 400);
    assert.match(String(error), /^input\.image_urls: text-to-image takes no images/);
    assert.equal((await finish('nano-banana-2', text('none', { image_urls: [] }))).state, 'success');
  });

  it('takes 20,000 characters, 5,000 for the first model, and not one more', async () => {
    for (const [model, most] of [
      ['nano-banana-2', 20_000],
      ['nano-banana', 5_000],
    ] as const) {
      await accept(model, text(`${'漢'.repeat(most - 1)}🖼`));
      assert.deepEqual(await refusal(model, text(`${'漢'.repeat(most)}🖼`)), [
        400,
        `input.prompt must be 1 to ${most} characters long.`,
      ]);
    }
  });

  it('names the field that is wrong', async () => {
    const missing = (name: string) => [400, `Missing required field: ${name}`];
    assert.deepEqual(await refusal('nano-banana-2', { mode: 'text-to-image' }), missing('input.prompt'));
    assert.deepEqual(await refusal('nano-banana-2', { prompt: 'x' }), missing('input.mode'));
    assert.deepEqual(await refusal('nano-banana-2', undefined), missing('input'));
    const callback = { request_type: 'callback' };
    assert.deepEqual(await refusal('nano-banana-2', text('x'), callback), missing('callback_url'));
    const refused: [string, object][] = [
      ['input.mode', { mode: 'video' }],
      ['input.resolution', { resolution: '8K' }],
      ['input.aspect_ratio', { aspect_ratio: '7:5' }],
      ['input.output_format', { output_format: 'webp' }],
      ['input.output_format', { output_format: 'constructor' }],
    ];
    for (const [name, value] of refused) {
      const [status, error] = await refusal('nano-banana-2', { ...text('x'), ...value });
      assert.deepEqual([status, String(error).startsWith(name)], [400, true], String(error));
    }
    assert.equal((await refusal('nano-banana', text('x', { resolution: '2K' })))[0], 400);
    assert.equal((await refusal('nano-banana-2', text('x'), { provider: 'cheapest' }))[0], 400);
    assert.equal((await refusal('nano-banana-9', text('x')))[0], 404);
  });

  it('tells failures in-band under the codes of the contract, and charges none', async () => {
    const blocked = await finish('nano-banana-2', text('x #emulate(block, reason=PROHIBITED_CONTENT)'));
    assert.deepEqual([blocked.state, blocked.failCode], ['failed', 'CONTENT_VIOLATION']);
    assert.ok((blocked.failMsg ?? '').length > 0 && blocked.completeTime !== undefined);
    assert.equal(blocked.expireTime, undefined);
    const gone = { mode: 'image-to-image', prompt: 'x', image_urls: [`${photos.url}/gone.png`] };
    assert.equal((await finish('nano-banana-2', gone)).failCode, 'INVALID_IMAGE_URL');
    for (const [url, failCode] of [
      [`${gateway.url}/task-artifacts/2026/gone.png`, 'INVALID_IMAGE_URL'],
      ['http://10.0.0.1/private.png', 'INVALID_IMAGE_URL'],
      ['http://127.0.0.1:1/down.png', 'IMAGE_DOWNLOAD_FAILED'],
    ] as const) {
      assert.equal((await finish('nano-banana-2', { ...gone, image_urls: [url] })).failCode, failCode, url);
    }
    const huge = await finish('nano-banana-2', { ...gone, image_urls: [`${photos.url}/huge.png`] });
    assert.equal(huge.failCode, 'IMAGE_TOO_LARGE');
    assert.match(huge.failMsg ?? '', /^Reference image 1 .* is larger than 31457280 bytes \(30 MiB\)/);
    const down = await finish('nano-banana-2', text('x #emulate(status, code=503)'));
    assert.equal(down.failCode, 'MODEL_UNAVAILABLE');
    for (const { taskId } of [blocked, down]) {
      assert.equal((await gateway.receiptOf(taskId)).chargedMicros, 0);
    }
  });

  it('routes by the provider field, over the default of the key', async () => {
    const valueOnly = await finish('nano-banana-2', text('x'), { provider: 'value' });
    assert.deepEqual([valueOnly.state, valueOnly.failCode], ['failed', 'MODEL_UNAVAILABLE']);
    const official = await finish('nano-banana-2', text('x'), { provider: 'official' });
    assert.equal((await gateway.receiptOf(official.taskId)).request.strategy, 'official');
    const key = await gateway.keyWith(dollar, { strategy: 'value' });
    const { envelope } = await client(key).generate('nano-banana-2', text('x'), { provider: 'auto' });
    const { taskId } = envelope.data as { taskId: string };
    assert.equal((await client(key).poll('nano-banana-2', taskId)).state, 'success');
  });

  it('sends a search upstream where the model has one and says where it has none', async () => {
    const searched = await finish('nano-banana-2', text('x', { google_search: true }));
    const last = gateway.upstream.requests.at(-1)?.body as { tools?: unknown };
    assert.deepEqual(last.tools, [{ googleSearch: {} }]);
    assert.equal(searched.state, 'success');
    const plain = await finish('nano-banana', text('x', { google_search: true }));
    const omitted = (await gateway.receiptOf(plain.taskId)).result?.omitted ?? [];
    assert.ok(omitted.some(({ parameter }) => parameter === 'google_search'));
  });

  it('has one envelope for refusals of every kind', async () => {
    const { statusOf } = client();
    const taskId = await accept('nano-banana-2', text('mine'));
    const stranger = client(await gateway.keyWith(dollar));
    for (const call of [
      stranger.statusOf('nano-banana-2', taskId),
      client(gateway.testKey).statusOf('nano-banana-2', taskId),
      statusOf('nano-banana-pro', taskId),
      statusOf('nano-banana-2', 'task_12345678'),
    ]) {
      const { status, envelope } = await call;
      assert.deepEqual([status, envelope.code, envelope.message], [404, 404, 'Not found']);
    }
    const wrong = await client('pt_live_wrong').generate('nano-banana-2', text('x'));
    assert.deepEqual([wrong.status, wrong.envelope.message], [401, 'Invalid or missing API Key']);
    const poor = await client(await gateway.keyWith(1)).generate('nano-banana-2', text('x'));
    assert.deepEqual([poor.status, poor.envelope.message], [402, 'Insufficient balance']);
    const busy = await gateway.keyWith(dollar, { concurrency: 0 });
    const crowded = await client(busy).generate('nano-banana-2', text('x'));
    assert.deepEqual([crowded.status, crowded.envelope.message], [429, 'Rate limit exceeded']);
    const noId = await fetch(`${gateway.url}/api/v1/statusTask/nano-banana-2`, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    assert.deepEqual(
      [noId.status, await noId.json()],
      [400, { code: 400, message: 'Invalid request', data: { error: 'Missing required field: taskId' } }],
    );
  });

  it('calls back with what polling shows', async () => {
    for (const prompt of ['callback', 'x #emulate(block, reason=SAFETY)']) {
      const { taskId } = await finish('nano-banana-2', text(prompt));
      const { envelope } = await client().statusOf('nano-banana-2', taskId);
      const receipt = await gateway.receiptOf(taskId);
      assert.deepEqual(
        contract.writeCallback?.(receipt, ({ key }) => `${gateway.url}/task-artifacts/${key}`),
        envelope,
      );
    }
  });

  it('takes a callback_url that a callback may go to, and no other', async () => {
    const to = (callback_url: string) => ({ request_type: 'callback', callback_url });
    const { taskId, state } = await finish('nano-banana-2', text('x'), to(`${photos.url}/photo.png`));
    assert.equal(state, 'success');
    assert.equal((await gateway.receiptOf(taskId)).request.callbackUrl, `${photos.url}/photo.png`);
    for (const url of ['http://8.8.8.8/hook', 'https://10.0.0.1/hook', 'not a URL']) {
      assert.equal((await refusal('nano-banana-2', text('x'), to(url)))[0], 400, url);
    }
  });

  it('ignores a callback_url without request_type callback, and says so on the receipt', async () => {
    const { taskId } = await finish('nano-banana-2', text('x'), { callback_url: 'https://example.com/hook' });
    const receipt = await gateway.receiptOf(taskId);
    assert.equal(receipt.request.callbackUrl, undefined);
    assert.ok(receipt.result?.omitted.some(({ parameter }) => parameter === 'callback_url'));
  });

  it('has a documented code for every failure', () => {
    for (const code of Object.keys(failures) as (keyof typeof failures)[]) {
      assert.match(contract.failures[code].code, /^[A-Z]+(_[A-Z]+)+$/);
    }
  });
});
