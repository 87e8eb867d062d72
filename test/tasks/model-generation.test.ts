import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { failures } from '../../src/generation/failure.ts';
import contract from '../../src/protocols/model-generation/index.ts';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { commandLine } from './command-line.test.kit.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

interface Content {
  readonly type: string;
  readonly url?: string;
  readonly text?: string;
}

interface Task {
  readonly id: string;
  readonly status: string;
  readonly output?: readonly { readonly content: readonly Content[] }[];
  readonly error?: { readonly code: number; readonly error_message: string };
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    total_tokens: number;
    readonly cost?: string;
    readonly quantity?: number;
    readonly unit_price?: string;
  };
  readonly metadata?: {
    readonly created_at: number;
    readonly duration_ms: number;
    readonly expires_at?: number;
  };
}

const dollar = 1_000_000;

describe('POST /model/v1/generation', () => {
  let gateway: TaskGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startTaskGateway(), startPhotoServer()]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const create = (body: unknown, key = gateway.liveKey) =>
    gateway.post('/model/v1/generation', body, { authorization: `Bearer ${key}` });
  const read = (id: string, key = gateway.liveKey) =>
    fetch(`${gateway.url}/model/v1/generation/task/${id}`, { headers: { authorization: `Bearer ${key}` } });
  const finish = async (params: object, model = 'nano_banana_2'): Promise<Task> => {
    const response = await create({ model, input: [{ params }] });
    assert.equal(response.status, 200, await response.clone().text());
    const { id } = (await response.json()) as Task;
    await commandLine(gateway.url, gateway.liveKey, 'second').poll(id);
    return (await read(id)).json() as Promise<Task>;
  };
  const refusal = async (body: unknown, key?: string) => {
    const response = await create(body, key);
    return [response.status, ((await response.json()) as { error: unknown }).error];
  };
  const sizeOf = async (task: Task) => {
    const picture = await fetch(task.output?.[0]?.content[0]?.url as string);
    const { width, height } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
    return [width, height];
  };

  for (const version of ['first', 'second'] as const) {
    it(`takes the ${version} command line of its vendor to a finished picture`, async () => {
      const client = commandLine(gateway.url, gateway.liveKey, version);
      const submitted = await client.submit('nano_banana_2', { prompt: 'a lighthouse', resolution: '2k' });
      assert.equal(submitted.status, 'in_progress');
      const task = await client.poll(submitted.id);
      assert.equal(task.status, 'completed');
      assert.equal(task.urls.length, 1);
      assert.match(task.urls[0] as string, /\/task-artifacts\/\d{4}\/\d\d\/\d\d\/async-image\/\w+-1\.\w+$/);
      assert.equal(task.cost, '0.101');
      assert.ok(task.shown.every((progress) => progress >= 0 && progress <= 1));
      const picture = await fetch(task.urls[0] as string);
      // Read to its end: the gateway waits for slow readers when it closes.
      assert.ok((await picture.arrayBuffer()).byteLength > 0 && picture.status === 200);
    });

    it(`tells the ${version} command line why a prompt was refused, and does not charge it`, async () => {
      const client = commandLine(gateway.url, gateway.liveKey, version);
      const { id } = await client.submit('nano_banana_2', {
        prompt: 'x #emulate(block, reason=PROHIBITED_CONTENT)',
      });
      const task = await client.poll(id);
      assert.equal(task.status, 'failed');
      assert.match(task.error, /content policy/);
      assert.equal((await gateway.receiptOf(id)).chargedMicros, 0);
    });

    it(`lets the ${version} command line print what was wrong with a request`, async () => {
      const client = commandLine(gateway.url, gateway.liveKey, version);
      await assert.rejects(
        client.submit('nano_banana_2', { prompt: '' }),
        /HTTP 400: input\[0\]\.params\.prompt/,
      );
      await assert.rejects(client.submit('nano_banana_9', { prompt: 'x' }), /HTTP 404: .*nano_banana_9/);
    });
  }

  it('answers a create with exactly id, status, model and created_at', async () => {
    const task = (await (await create({ model: 'nano_banana_2', prompt: 'four members' })).json()) as Task;
    assert.deepEqual(Object.keys(task).sort(), ['created_at', 'id', 'model', 'status']);
    assert.deepEqual([task.status, (task as { model?: string }).model], ['in_progress', 'nano_banana_2']);
  });

  it('takes the flat form of its documentation as it takes the wrapped one', async () => {
    const params = { prompt: 'same', aspect_ratio: '16:9', resolution: '1K', response_modalities: ['Image'] };
    const wrapped = await finish(params);
    const flat = (await (await create({ model: 'nano_banana_2', ...params })).json()) as Task;
    await commandLine(gateway.url, gateway.liveKey, 'second').poll(flat.id);
    const [one, other] = [await gateway.receiptOf(wrapped.id), await gateway.receiptOf(flat.id)];
    assert.deepEqual(one.request, other.request);
    assert.deepEqual([one.request.aspectRatio, one.request.text], ['16:9', false]);
  });

  it('returns text beside the image unless only images were asked for', async () => {
    const both = await finish({ prompt: 'with words' });
    const types = both.output?.[0]?.content.map(({ type }) => type);
    assert.deepEqual(types, ['image', 'text']);
    assert.ok((both.output?.[0]?.content[1]?.text?.length ?? 0) > 0);
    for (const response_modalities of [['Image'], 'Image', "['Image']"]) {
      const task = await finish({ prompt: 'no words', response_modalities });
      assert.deepEqual(
        task.output?.[0]?.content.map(({ type }) => type),
        ['image'],
      );
    }
    const { usage, metadata } = both;
    assert.ok(usage && usage.prompt_tokens > 0 && usage.completion_tokens > 0 && usage.total_tokens > 0);
    assert.ok((metadata?.duration_ms ?? -1) >= 0);
  });

  it('says with its times when the images go, and names no such time for a failure', async () => {
    const { id, metadata } = await finish({ prompt: 'how long?' });
    const [image] = (await gateway.receiptOf(id)).outputs;
    assert.equal(metadata?.expires_at, Math.floor((image?.expiresAtMs as number) / 1000));
    assert.equal((metadata?.expires_at as number) - (metadata?.created_at as number), 15 * 86_400);
    const failed = await finish({ prompt: 'x #emulate(block, reason=SAFETY)' });
    assert.equal('expires_at' in (failed.metadata as object), false);
  });

  it('returns every image that is not a thought', async () => {
    const task = await finish({ prompt: 'two #emulate(multi, count=2)', response_modalities: ['Image'] });
    assert.equal(task.output?.[0]?.content.length, 2);
  });

  it('tells as its quantity what was charged, so that times the unit price it is the cost, whatever came', async () => {
    const { usage } = await finish({ prompt: 'three #emulate(multi, count=3)' });
    assert.deepEqual([usage?.cost, usage?.quantity, usage?.unit_price], ['0.067', 1, '0.067']);
  });

  it('draws the size asked for, in any case and by pixels', async () => {
    assert.deepEqual(await sizeOf(await finish({ prompt: 'default' })), [1024, 1024]);
    assert.deepEqual(await sizeOf(await finish({ prompt: 'small', resolution: '0.5k' })), [512, 512]);
    assert.deepEqual(await sizeOf(await finish({ prompt: 'size', image_size: '512' })), [512, 512]);
    const both = await finish({ prompt: 'both', resolution: '0.5K', image_size: '512' });
    assert.deepEqual(await sizeOf(both), [512, 512]);
    const portrait = await finish({ prompt: 'pixels', resolution: '832x1248' }, 'nano_banana');
    assert.deepEqual(await sizeOf(portrait), [832, 1248]);
  });

  it('fails a task inside when a reference cannot be had', async () => {
    const task = await finish({ prompt: 'edit', image_urls: [`${photos.url}/gone.png`] });
    assert.equal(task.status, 'failed');
    assert.equal(task.error?.code, 5001095);
    assert.match(task.error?.error_message ?? '', /Reference image 1/);
  });

  it('sends three references, and fourteen to the model that takes them; one more is refused', async () => {
    const urls = (count: number) => Array.from({ length: count }, () => `${photos.url}/photo.jpeg`);
    assert.equal((await finish({ prompt: 'three', image_urls: urls(3) })).status, 'completed');
    assert.equal(
      (await finish({ prompt: 'many', image_urls: urls(14) }, 'nano_banana_pro')).status,
      'completed',
    );
    const refused = async (model: string, count: number) =>
      refusal({ model, input: [{ params: { prompt: 'x', image_urls: urls(count) } }] });
    assert.deepEqual(await refused('nano_banana_2', 4), [
      400,
      'at most 3 reference images are currently supported for nano-banana-2',
    ]);
    assert.deepEqual(await refused('nano_banana_pro', 15), [
      400,
      'at most 14 reference images are currently supported for nano-banana-pro',
    ]);
  });

  it('takes a prompt of 2,500 characters, counted as people count, and not one more', async () => {
    const prompt = (length: number) => '🎨'.repeat(length);
    assert.equal((await create({ model: 'nano_banana_2', prompt: prompt(2_500) })).status, 200);
    const flat = await refusal({ model: 'nano_banana_2', prompt: prompt(2_501) });
    assert.deepEqual(flat, [400, 'prompt must be 1 to 2500 characters long.']);
    const [status, error] = await refusal({
      model: 'nano_banana_2',
      input: [{ params: { prompt: prompt(2_501) } }],
    });
    assert.equal(status, 400);
    assert.match(String(error), /^input\[0\]\.params\.prompt/);
  });

  it('refuses what it does not know, each by its name', async () => {
    const refused = async (params: object) => refusal({ model: 'nano_banana_2', input: [{ params }] });
    const prompt = 'x';
    assert.deepEqual(await refused({ prompt, n: 2 }), [400, 'Unknown field: input[0].params.n']);
    assert.deepEqual(await refusal({ model: 'nano_banana_2', prompt, n: 2 }), [400, 'Unknown field: n']);
    assert.deepEqual(await refused({}), [400, 'Missing required field: input[0].params.prompt']);
    for (const [param, value] of Object.entries({
      aspect_ratio: 'auto',
      resolution: '3K',
      response_modalities: ['Text'],
      image_urls: ['data:image/png;base64,AAAA'],
    })) {
      const [status, error] = await refused({ prompt, [param]: value });
      assert.equal(status, 400);
      assert.ok(String(error).startsWith(`input[0].params.${param}`), String(error));
    }
    assert.deepEqual(await refused({ prompt, resolution: '1K', image_size: '4K' }), [
      400,
      'input[0].params.resolution is 1K, but input[0].params.image_size is 4K. Send one of the two.',
    ]);
    assert.equal((await refusal({ model: 'nano_banana_2', input: [] }))[0], 400);
    assert.equal((await refusal([]))[0], 400);
  });

  it('takes metadata also when strict, which wishes nothing of the picture, and no moderation', async () => {
    const send = (extra: object) =>
      gateway.post(
        '/model/v1/generation',
        { model: 'nano_banana_2', input: [{ params: { prompt: 'x' } }], ...extra },
        { 'x-plantain-strict': 'true' },
      );
    assert.equal((await send({ metadata: { order: '7' }, moderation: null })).status, 200);
    assert.equal((await send({ moderation: true })).status, 400);
  });

  it('keeps keys, rights and money apart as the contract words them', async () => {
    const body = { model: 'nano_banana_2', prompt: 'x' };
    assert.deepEqual(await refusal(body, 'pt_live_wrong'), [401, 'invalid_api_key']);
    const bare = await fetch(`${gateway.url}/model/v1/generation`, { method: 'POST', body: '{}' });
    assert.deepEqual([bare.status, await bare.json()], [401, { error: 'missing authentication token' }]);
    const poor = await create(body, await gateway.keyWith(1));
    assert.equal(poor.status, 402);
    assert.deepEqual(await poor.json(), {
      status: { code: 402, message: 'Insufficient credits', error_code: 40201 },
      data: null,
    });
    const limited = await gateway.keyWith(dollar, { models: ['nano-banana'] });
    assert.equal((await refusal(body, limited))[0], 403);
  });

  it('shows a task to nobody but its account, in its own mode', async () => {
    const { id } = await finish({ prompt: 'mine' });
    for (const key of [await gateway.keyWith(dollar), gateway.testKey]) {
      const response = await read(id, key);
      assert.equal(response.status, 404);
      assert.equal(((await response.json()) as { status: { code: number } }).status.code, 404);
    }
    for (const unknown of ['d758n65e878c73cmdg20', id.slice(0, -1)]) {
      assert.equal((await read(unknown)).status, 404, unknown);
    }
    assert.equal((await read(`${id}%00`)).status, 400, 'no address has a NUL');
  });

  it('calls back with what polling shows', async () => {
    for (const prompt of ['callback', 'x #emulate(block, reason=SAFETY)']) {
      const polled = await finish({ prompt });
      const receipt = await gateway.receiptOf(polled.id);
      const body = contract.writeCallback?.(receipt, ({ key }) => `${gateway.url}/task-artifacts/${key}`);
      assert.deepEqual(JSON.parse(JSON.stringify(body)), polled);
    }
  });

  it('has one of its four codes for every failure', () => {
    for (const code of Object.keys(failures) as (keyof typeof failures)[]) {
      assert.match(contract.failures[code].code, /^00500109[5-8]$/);
    }
  });
});
