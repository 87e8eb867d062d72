import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { clientFolder, installedPackage, installedVersion } from './installed-packages.ts';
import { measureBase64 } from './measure-image.ts';
import { keyIn, type ServedGateway, startServedGateway } from './start-served-gateway.ts';

/** What the tests use of `@openrouter/sdk`, which checks every answer against its own strict schemas. */
interface OpenrouterClient {
  readonly models: {
    list(
      call: object,
    ): Promise<AsyncIterable<{ readonly result: { readonly data: readonly { readonly id: string }[] } }>>;
  };
  readonly images: {
    generate(call: object): Promise<{ readonly data: readonly { readonly b64Json: string }[] }>;
    listModels(): Promise<{ readonly data: readonly { readonly id: string; readonly endpoints: string }[] }>;
    listModelEndpoints(call: object): Promise<{
      readonly endpoints: readonly { readonly pricing: readonly { readonly costUsd: number }[] }[];
    }>;
  };
  readonly chat: {
    send(call: object): Promise<{ readonly choices: readonly { readonly message: ChatMessage }[] }>;
  };
}

interface ChatMessage {
  readonly images?: readonly { readonly imageUrl: { readonly url: string } }[];
}

interface ChatChunk {
  readonly choices: readonly { readonly finishReason: string | null }[];
}

const { OpenRouter } = installedPackage<{ OpenRouter: new (options: object) => OpenrouterClient }>(
  '@openrouter/sdk',
);

const can = tableOf('@openrouter/sdk', installedVersion('@openrouter/sdk'));

describe(`@openrouter/sdk (${clientFolder})`, () => {
  let gateway: ServedGateway;
  let client: OpenrouterClient;
  before(async () => {
    gateway = await startServedGateway();
    client = new OpenRouter({ serverURL: `${gateway.origin}/api/v1`, apiKey: gateway.liveKey });
  });
  after(() => gateway.close());
  const model = 'nano-banana-2';

  can('R1', 'generate', 'generates on POST /images', async () => {
    const { data } = await client.images.generate({
      imageGenerationRequest: { model, prompt: 'A pear', aspectRatio: '16:9' },
    });
    assert.equal((await measureBase64(data[0]?.b64Json ?? '')).size, '1376x768');
  });

  can('R1', 'models', 'lists models and prices', async () => {
    const { data } = await client.images.listModels();
    const entry = data.find(({ id }) => id === model);
    const [, author, slug] = /models\/([^/]+)\/([^/]+)\/endpoints$/.exec(entry?.endpoints ?? '') ?? [];
    const { endpoints } = await client.images.listModelEndpoints({ author, slug });
    assert.ok(endpoints[0]?.pricing.every(({ costUsd }) => costUsd > 0));
    for await (const { result } of await client.models.list({})) {
      assert.ok(result.data.some(({ id }) => id === model));
    }
  });

  can('R1', 'chat', 'pictures of a chat in message.images', async () => {
    const { choices } = await client.chat.send({
      chatRequest: { model, messages: [{ role: 'user', content: 'A pear' }], modalities: ['image', 'text'] },
    });
    const url = choices[0]?.message.images?.[0]?.imageUrl.url ?? '';
    assert.ok((await measureBase64(url.split(',')[1] ?? '')).size);
  });

  can('R1', 'stream', 'a streamed chat passes its schemas, which have no place for pictures', async () => {
    const chunks = await client.chat.send({
      chatRequest: { model, messages: [{ role: 'user', content: 'A fig' }], stream: true },
    });
    const reasons: unknown[] = [];
    for await (const { choices } of chunks as unknown as AsyncIterable<ChatChunk>) {
      reasons.push(choices[0]?.finishReason);
    }
    assert.equal(reasons.at(-1), 'stop');
  });

  can('R1', 'one call', 'a blocked picture is one upstream call and no charge', async () => {
    const prompt = 'Blocked #emulate(block, reason=IMAGE_SAFETY)';
    const cost = await gateway.costOf(async () => {
      const error = await failureOf(client.images.generate({ imageGenerationRequest: { model, prompt } }));
      assert.equal((error as { statusCode: number }).statusCode, 400, String(error));
    });
    assert.deepEqual(cost, { calls: 1, generations: 1, chargedUsd: 0 });
  });

  const chat = (name: string) => ({
    chatRequest: { model: name, messages: [{ role: 'user', content: 'A pear' }] },
  });
  /** Name, status and words of the error class that is the package's own for the status. */
  const errorOf = async (call: Promise<unknown>) => {
    const { name, statusCode, error } = (await failureOf(call)) as {
      name: string;
      statusCode: number;
      error?: { code: number; message: string };
    };
    assert.match(error?.message ?? '', /request id: \d{23}/, name);
    return [name, statusCode, error?.code];
  };

  can('R1', 'errors', 'a chat without credit: PaymentRequiredResponseError', async () => {
    const made = await gateway.command(['keys', 'create', '--live', '--budget-total', '0.000001']);
    const poor = new OpenRouter({ serverURL: `${gateway.origin}/api/v1`, apiKey: keyIn(made) });
    assert.deepEqual(await errorOf(poor.chat.send(chat(model))), ['PaymentRequiredResponseError', 402, 402]);
  });

  can('R1', 'errors', 'a chat with an unknown model: NotFoundResponseError', async () => {
    const error = await errorOf(client.chat.send(chat('nano-banana-99')));
    assert.deepEqual(error, ['NotFoundResponseError', 404, 404]);
  });

  can('R1', 'errors', 'a chat with a wrong key: UnauthorizedResponseError', async () => {
    const stranger = new OpenRouter({ serverURL: `${gateway.origin}/api/v1`, apiKey: 'pt_test_wrong' });
    const error = await errorOf(stranger.chat.send(chat(model)));
    assert.deepEqual(error, ['UnauthorizedResponseError', 401, 401]);
  });
});
