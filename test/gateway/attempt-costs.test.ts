import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { readAttemptCosts } from '../tasks/attempt-costs.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Answer {
  readonly id: string;
  readonly attempts: readonly { readonly result: string }[];
  readonly cost: { readonly charged_usd: string };
}

describe('what an attempt that delivered nothing cost upstream', () => {
  let upstream: Emulator;
  let gateway: TestGateway;
  let store: Store;
  before(async () => {
    upstream = await startEmulator({ recorded: 0 });
    gateway = await startGateway({
      config: {
        channels: [
          {
            id: 'costly',
            provider: 'gemini-api',
            base_url: upstream.url,
            credential: 'a-key',
            tier: 'official',
            priority: 1,
            enabled: true,
            settings: {},
            cost: { 'nano-banana-2': { '1K': 0.067, '2K': 0.101, failed: 0.001 } },
          },
        ],
      },
    });
    const url = process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL ?? `sqlite:${gateway.dataFolder}/plantain.db`;
    store = await openStore({ url });
  });
  after(async () => {
    await store.close();
    await gateway.close();
    await upstream.close();
  });

  const ask = async (body: object) => {
    const asked = { model: 'nano-banana-2', resolution: '2K', wait: 60, ...body };
    const answer = (await (await gateway.post('/v1/generations', asked)).json()) as Answer;
    assert.equal(answer.cost.charged_usd, '0');
    const results = [...new Set(answer.attempts.map(({ result }) => result))];
    return { results, costs: await store.read(readAttemptCosts, { id: answer.id }) };
  };

  it('is that of the pictures it made, at the size they have', async () => {
    const prompt = 'a plum #emulate(size, width=1024, height=1024)';
    const { results, costs } = await ask({ prompt, strict: true });
    assert.deepEqual(results, ['not_as_asked']);
    assert.deepEqual([...new Set(costs)], [67_000]);
  });

  it('is that of the picture asked for where it may have been made, and nobody saw it', async () => {
    const { results, costs } = await ask({ prompt: 'a plum #emulate(cut)' });
    assert.deepEqual(results, ['upstream_truncated']);
    assert.deepEqual([...new Set(costs)], [101_000]);
  });

  it('is that of a failure where no picture was made', async () => {
    const { results, costs } = await ask({ prompt: 'a plum #emulate(status, code=503)' });
    assert.deepEqual(results, ['upstream_unavailable']);
    assert.deepEqual([...new Set(costs)], [1_000]);
  });
});
