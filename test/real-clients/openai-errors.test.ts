import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { connectOpenai, type OpenaiError, openai } from './openai-client.ts';
import { keyIn, type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'nano-banana-2';
const can = tableOf('openai', installedVersion('openai'));
const urls = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://example.com/${index}.png`);

interface Refusal {
  readonly title: string;
  readonly body: { readonly model: string; readonly prompt: string };
  readonly key?: string;
  readonly kind: (typeof openai)['BadRequestError'];
  readonly code: string;
  readonly param?: string;
  readonly message?: string;
  /** Upstream calls it takes; absent: it is refused before any. */
  readonly calls?: number;
}

const refusals: readonly Refusal[] = [
  {
    title: '15 references',
    body: { model, prompt: 'Too many', ...{ image_input: urls(15) } },
    kind: openai.BadRequestError,
    code: 'invalid_request',
    param: 'image_input',
    message: 'at most 14 reference images are currently supported for nano-banana-2',
  },
  {
    title: '11 references to nano-banana',
    body: { model: 'nano-banana', prompt: 'Too many', ...{ image_input: urls(11) } },
    kind: openai.BadRequestError,
    code: 'invalid_request',
    param: 'image_input',
    message: 'at most 10 reference images are currently supported for nano-banana',
  },
  {
    title: 'a ratio the model does not have',
    body: { model, prompt: 'Odd', ...{ aspect_ratio: '7:5' } },
    kind: openai.BadRequestError,
    code: 'invalid_request',
    param: 'aspect_ratio',
  },
  {
    title: 'a wrong key',
    body: { model, prompt: 'Locked' },
    key: 'pt_test_wrong',
    kind: openai.AuthenticationError,
    code: 'invalid_api_key',
  },
  {
    title: 'an unknown model',
    body: { model: 'nano-banana-99', prompt: 'Nobody' },
    kind: openai.NotFoundError,
    code: 'model_not_found',
    param: 'model',
  },
  {
    title: 'an image the upstream blocked',
    body: { model, prompt: 'Blocked #emulate(block, reason=IMAGE_SAFETY)' },
    kind: openai.BadRequestError,
    code: 'moderation_blocked',
    calls: 1,
  },
  {
    title: 'a prompt the upstream blocked',
    body: { model, prompt: 'Blocked #emulate(block, reason=PROHIBITED_CONTENT)' },
    kind: openai.BadRequestError,
    code: 'moderation_blocked',
    calls: 1,
  },
  {
    title: 'an upstream answer without an image',
    body: { model, prompt: 'Empty #emulate(no-image)' },
    kind: openai.BadRequestError,
    code: 'no_image',
    calls: 1,
  },
];

describe(`the openai client (${clientFolder}) gets errors`, () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());
  const price = async (name: string) => {
    const answer = await fetch(`${gateway.origin}/v1/generations/quote`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: name, prompt: 'Priced' }),
    });
    return Number(((await answer.json()) as { total_usd: string }).total_usd);
  };

  for (const { title, body, key, kind, code, param, message, calls } of refusals) {
    can(
      'O5',
      'one call',
      `${title}: ${kind.name} ${code} with a request id, and no second request`,
      async () => {
        const { client, requestCount } = connectOpenai(gateway.origin, key ?? gateway.liveKey);
        let error!: OpenaiError;
        const cost = await gateway.costOf(async () => {
          error = (await failureOf(client.images.generate(body))) as OpenaiError;
        });
        assert.ok(error instanceof kind, String(error));
        assert.deepEqual([error.code, error.param], [code, param ?? null]);
        assert.match(error.requestID, /^\d{23}[0-9A-Za-z]{22}$/);
        assert.ok(error.error.message.endsWith(` (request id: ${error.requestID})`), error.error.message);
        if (message) assert.equal(error.error.message, `${message} (request id: ${error.requestID})`);
        assert.equal(requestCount(), 1);
        assert.deepEqual([cost.calls, cost.chargedUsd], [calls ?? 0, 0]);
      },
    );
  }

  can('O4', 'one call', 'a blocked stream: an error with its code, and no second request', async () => {
    const { client, requestCount } = connectOpenai(gateway.origin, gateway.liveKey);
    const prompt = 'Blocked #emulate(block, reason=IMAGE_SAFETY)';
    const cost = await gateway.costOf(async () => {
      const read = async () => {
        for await (const _ of await client.images.generate({ model, prompt, stream: true }));
      };
      const error = (await failureOf(read())) as OpenaiError;
      assert.ok(error instanceof openai.BadRequestError, String(error));
      assert.equal(error.code, 'moderation_blocked');
    });
    assert.equal(requestCount(), 1);
    assert.deepEqual(cost, { calls: 1, generations: 1, chargedUsd: 0 });
  });

  can('O5', 'one call', 'a key without credit: insufficient_quota, and no second request', async () => {
    const made = await gateway.command(['keys', 'create', '--live', '--budget-total', '0.000001']);
    const { client, requestCount } = connectOpenai(gateway.origin, keyIn(made));
    const before = gateway.upstream.requests.length;
    const error = (await failureOf(client.images.generate({ model, prompt: 'Poor' }))) as OpenaiError;
    assert.deepEqual([error.status, error.code], [403, 'insufficient_quota']);
    assert.match(error.requestID, /^\d{23}/);
    assert.equal(requestCount(), 1);
    assert.equal(gateway.upstream.requests.length, before);
  });

  can(
    'O5',
    'one call',
    'an image too large for an edit, refused while it is sent: the 413 and not a broken connection, and no second request',
    async () => {
      const { client, requestCount } = connectOpenai(gateway.origin, gateway.liveKey);
      const image = new File([new Uint8Array(48 * 1_048_576)], 'large.png', { type: 'image/png' });
      let error!: OpenaiError;
      const cost = await gateway.costOf(async () => {
        error = (await failureOf(client.images.edit({ model, prompt: 'Large', image }))) as OpenaiError;
      });
      assert.equal(error.status, 413, String(error));
      assert.match(error.requestID, /^\d{23}[0-9A-Za-z]{22}$/);
      assert.match(error.error.message, /30 MiB|31457280/);
      assert.deepEqual([requestCount(), cost.calls, cost.chargedUsd], [1, 0, 0]);
    },
  );

  can('O5', 'errors', 'a 429 with Retry-After is recovered in two requests and charged once', async () => {
    // A model with one upstream id, so that the gateway has nobody else to ask meanwhile.
    const { client, requestCount } = connectOpenai(gateway.origin, gateway.liveKey);
    const prompt = 'Busy once #emulate(status, code=429, retry=1s, times=1)';
    const cost = await gateway.costOf(async () => {
      const { data } = await client.images.generate({ model: 'nano-banana-pro', prompt });
      assert.ok(data[0]?.url);
    });
    assert.equal(requestCount(), 2);
    assert.deepEqual([cost.calls, cost.generations], [2, 2]);
    assert.ok(cost.chargedUsd > 0 && cost.chargedUsd === (await price('nano-banana-pro')));
  });

  can(
    'O5',
    'errors',
    'an upstream that is over its quota: RateLimitError with the time to wait',
    async () => {
      const { client } = connectOpenai(gateway.origin, gateway.testKey, 0);
      const prompt = 'Busy #emulate(status, code=429, retry=7s)';
      const error = (await failureOf(client.images.generate({ model, prompt }))) as OpenaiError;
      assert.ok(error instanceof openai.RateLimitError, String(error));
      assert.equal(error.headers.get('retry-after'), '7');
      assert.match(error.requestID, /^\d{23}/);
    },
  );

  can(
    'O6',
    'errors',
    'a model that does not exist, asked for by name: NotFoundError model_not_found',
    async () => {
      const { client } = connectOpenai(gateway.origin, gateway.testKey);
      const error = (await failureOf(client.models.retrieve('nano-banana-99'))) as OpenaiError;
      assert.ok(error instanceof openai.NotFoundError, String(error));
      assert.equal(error.code, 'model_not_found');
      assert.match(error.requestID, /^\d{23}/);
    },
  );

  can('O6', 'errors', 'a list of models with a wrong key: AuthenticationError invalid_api_key', async () => {
    const { client } = connectOpenai(gateway.origin, 'pt_test_wrong');
    const error = (await failureOf(client.models.list())) as OpenaiError;
    assert.ok(error instanceof openai.AuthenticationError, String(error));
    assert.equal(error.code, 'invalid_api_key');
    assert.match(error.requestID, /^\d{23}/);
  });
});
