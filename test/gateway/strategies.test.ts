import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import type { Receipt } from '../../src/generation/receipt.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';

interface Contract {
  readonly name: string;
  readonly path: (model: string) => string;
  readonly body: (model: string, prompt: string) => Record<string, unknown>;
  /** The field of the body that names a strategy, where the contract has one. */
  readonly field?: string;
}

const contracts: readonly Contract[] = [
  {
    name: '/v1/images/generations',
    path: () => '/v1/images/generations',
    body: (model, prompt) => ({ model, prompt }),
  },
  {
    name: '/v1/chat/completions',
    path: () => '/v1/chat/completions',
    body: (model, content) => ({ model, modalities: ['image'], messages: [{ role: 'user', content }] }),
  },
  {
    name: '/api/v1/images',
    path: () => '/api/v1/images',
    body: (model, prompt) => ({ model, prompt }),
  },
  {
    name: 'generateContent',
    path: (model) => `/v1beta/models/${model}:generateContent`,
    body: (_, text) => ({ contents: [{ parts: [{ text }] }] }),
  },
  {
    name: '/v1/generations',
    path: () => '/v1/generations',
    body: (model, prompt) => ({ model, prompt }),
    field: 'strategy',
  },
  {
    name: '/model/v1/generation',
    path: () => '/model/v1/generation',
    body: (model, prompt) => ({ model, input: [{ params: { prompt } }] }),
  },
  {
    name: '/model/v1/queue',
    path: (model) => `/model/v1/queue/${model}`,
    body: (_, prompt) => ({ prompt }),
  },
  {
    name: '/api/v1/generateTask',
    path: (model) => `/api/v1/generateTask/${model}`,
    body: (_, prompt) => ({ request_type: 'async', input: { mode: 'text-to-image', prompt } }),
    field: 'provider',
  },
];

const strategies = ['auto', 'value', 'official'] as const;
type Strategy = (typeof strategies)[number];

describe('the strategies over HTTP', () => {
  let upstream: Emulator;
  let gateway: TaskGateway;
  const keys = new Map<Strategy, string>();
  before(async () => {
    upstream = await startEmulator({ recorded: 0 });
    const channel = (id: string, tier: ChannelEntry['tier'], ...models: string[]): ChannelEntry => ({
      id,
      tier,
      provider: 'gemini-api',
      base_url: upstream.url,
      credential: 'a-key',
      priority: 1,
      enabled: true,
      models: Object.fromEntries(models.map((model) => [model, ['gemini-3.1-flash-image']])),
      settings: {},
    });
    gateway = await startTaskGateway({
      config: {
        channels: [
          channel('cheap', 'value', 'nano-banana-2', 'nano-banana'),
          channel('direct', 'official', 'nano-banana-2', 'nano-banana-pro'),
        ],
      },
    });
    for (const strategy of strategies) {
      const { key } = await gateway.app.keys.create({ mode: 'live', name: strategy, settings: { strategy } });
      keys.set(strategy, key);
    }
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  interface Wish {
    readonly keyDefault?: Strategy;
    readonly header?: Strategy;
    readonly body?: Strategy;
  }

  /** The receipt of a request, once it has ended. */
  async function ask(
    contract: Contract,
    model: string,
    { keyDefault, header, body }: Wish,
  ): Promise<Receipt> {
    const response = await gateway.post(
      contract.path(model),
      {
        ...contract.body(model, 'a plantain'),
        ...(body && contract.field ? { [contract.field]: body } : {}),
      },
      {
        authorization: `Bearer ${keyDefault ? keys.get(keyDefault) : gateway.liveKey}`,
        ...(header ? { 'x-plantain-strategy': header } : {}),
      },
    );
    const text = await response.text();
    const id = response.headers.get('x-plantain-generation');
    assert.ok(id, text);
    for (const untilMs = Date.now() + 60_000; Date.now() < untilMs; await sleep(20)) {
      const receipt = await gateway.receiptOf(id);
      if (receipt.finishedAtMs !== undefined) return receipt;
    }
    return assert.fail(`${id} never ended`);
  }

  const outcome = ({ result, failure, chargedMicros }: Receipt) =>
    result ? result.channel : `${failure?.code}, ${chargedMicros} charged`;

  for (const contract of contracts) {
    it(`${contract.name}: the value channel first, the official one where there is no other`, async () => {
      const first = await ask(contract, 'nano-banana-2', {});
      assert.equal(outcome(first), 'cheap');
      assert.equal(first.request.strategy, 'auto');
      assert.equal(outcome(await ask(contract, 'nano-banana-pro', {})), 'direct');
    });

    it(`${contract.name}: the strategy of the key, and the request's own over it`, async () => {
      assert.equal(outcome(await ask(contract, 'nano-banana-2', { keyDefault: 'official' })), 'direct');
      assert.equal(outcome(await ask(contract, 'nano-banana-2', { keyDefault: 'value' })), 'cheap');
      const header = await ask(contract, 'nano-banana-2', { keyDefault: 'official', header: 'value' });
      assert.equal(outcome(header), 'cheap');
      if (!contract.field) return;
      const body = await ask(contract, 'nano-banana-2', { keyDefault: 'value', body: 'official' });
      assert.equal(outcome(body), 'direct');
    });

    it(`${contract.name}: no channel of the other kind, ever, and no charge for that`, async () => {
      const none = 'no_channel, 0 charged';
      assert.equal(outcome(await ask(contract, 'nano-banana-pro', { keyDefault: 'value' })), none);
      const receipt = await ask(contract, 'nano-banana', { header: 'official' });
      assert.equal(outcome(receipt), none);
      assert.deepEqual(receipt.attempts, []);
      assert.ok(receipt.route.some(({ channel, reason }) => channel === 'cheap' && reason));
    });
  }

  it('a strategy that does not exist is refused by name', async () => {
    const body = { model: 'nano-banana-2', prompt: 'a plantain' };
    const headers = { 'x-plantain-strategy': 'cheapest' };
    const response = await gateway.post('/v1/images/generations', body, headers);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /auto, value, official/);
  });
});
