import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Entry {
  readonly id: string;
  readonly description: string;
  readonly context_length: number | null;
  readonly top_provider: {
    readonly context_length: number | null;
    readonly max_completion_tokens: number | null;
  };
  readonly pricing: { readonly request?: string };
}

/** The keys of these tests ask by the strategy `auto`, for which the last model has no price. */
const models = `models:
  - name: undocumented
    prices: { '*': { 1K: 0.05, 2K: 0.05, 4K: 0.05 } }
    upstream_ids: [gemini-nano-banana-2.1]
    released_at: 2026-11-01
  - name: only-official
    prices: { official: { 1K: 0.07 } }
    upstream_ids: [gemini-2.5-flash-image]
    released_at: 2026-11-02
`;

describe('GET /api/v1/models', () => {
  let gateway: TestGateway;
  let folder: string;
  let entries: readonly Entry[];
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-model-list-'));
    const file = path.join(folder, 'plantain.yaml');
    await writeFile(file, models);
    gateway = await startGateway({ env: { PLANTAIN_CONFIG: file } });
    const { data } = (await read('/api/v1/models')) as { data: readonly Entry[] };
    entries = data;
  });
  after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  const read = async (target: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const response = await fetch(gateway.url + target, { headers });
    assert.equal(response.status, 200, target);
    return response.json();
  };
  const entry = (name: string) => entries.find(({ id }) => id === name);

  it('tells the token limits of the upstream id that is tried first, as Google’s entries do', async () => {
    for (const name of ['nano-banana', 'nano-banana-2', 'nano-banana-2-lite']) {
      const google = (await read(`/v1beta/models/${name}`)) as {
        inputTokenLimit: number;
        outputTokenLimit: number;
      };
      const { context_length, top_provider } = entry(name) ?? {};
      assert.equal(context_length, google.inputTokenLimit, name);
      assert.equal(top_provider?.context_length, google.inputTokenLimit, name);
      assert.equal(top_provider?.max_completion_tokens, google.outputTokenLimit, name);
    }
    assert.equal(entry('nano-banana-2')?.context_length, 131_072);
  });

  it('says null where no limit is documented', () => {
    const { context_length, top_provider } = entry('undocumented') ?? {};
    assert.deepEqual(
      [context_length, top_provider?.context_length, top_provider?.max_completion_tokens],
      [null, null, null],
    );
  });

  it('lists a model that the key cannot buy without a price, and the others with theirs', () => {
    assert.deepEqual(entry('only-official')?.pricing, { prompt: '0', completion: '0' });
    assert.equal(entry('nano-banana')?.pricing.request, '0.039');
  });

  it('does so in the other lists with prices, too', async () => {
    const answer = await gateway.post('/mcp', {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'list_models', arguments: {} },
    });
    const { result } = (await answer.json()) as {
      result: { isError?: boolean; structuredContent: { models: { name: string; prices: object[] }[] } };
    };
    assert.ok(!result.isError, JSON.stringify(result));
    const pricesOf = (name: string) =>
      result.structuredContent.models.find((model) => model.name === name)?.prices;
    assert.deepEqual(pricesOf('only-official'), []);
    assert.deepEqual(pricesOf('nano-banana'), [{ resolution: '1K', usd_per_image: '0.039' }]);
    const { endpoints } = (await read('/api/v1/images/models/google/only-official/endpoints')) as {
      endpoints: { pricing: object[] }[];
    };
    assert.deepEqual(endpoints[0]?.pricing, []);
  });

  it('describes a model as every other list does', async () => {
    const google = (await read('/v1beta/models/nano-banana')) as { description: string };
    const images = (await read('/api/v1/images/models')) as { data: readonly Entry[] };
    const pricing = (await read('/api/pricing')) as {
      data: readonly { model_name: string; description: string }[];
    };
    const told = [
      entry('nano-banana')?.description,
      google.description,
      images.data.find(({ id }) => id === 'nano-banana')?.description,
      pricing.data.find(({ model_name }) => model_name === 'nano-banana')?.description,
    ];
    assert.deepEqual([...new Set(told)], ['Nano Banana: image generation and editing.']);
  });
});
