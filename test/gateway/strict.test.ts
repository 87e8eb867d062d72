import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly images: readonly { readonly width: number; readonly height: number }[];
  readonly attempts: readonly { readonly channel: string; readonly result: string }[];
  readonly cost: { readonly charged_usd: string };
  readonly error: { readonly code: string; readonly message: string } | null;
}

describe('a strict request', () => {
  let upstream: Emulator;
  let gateway: TestGateway;
  before(async () => {
    upstream = await startEmulator({ recorded: 0 });
    const channel = (id: string, tier: ChannelEntry['tier']): ChannelEntry => ({
      id,
      tier,
      provider: 'gemini-api',
      base_url: upstream.url,
      credential: 'a-key',
      priority: 1,
      enabled: true,
      settings: {},
    });
    gateway = await startGateway({
      config: { channels: [channel('cheap', 'value'), channel('direct', 'official')] },
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = async (body: object): Promise<Answer> => {
    const asked = { model: 'nano-banana-2', strict: true, wait: 60, ...body };
    return (await gateway.post('/v1/generations', asked)).json() as Promise<Answer>;
  };
  const tried = ({ attempts }: Answer) => attempts.map(({ channel, result }) => `${channel} ${result}`);

  const others = [
    { wish: { resolution: '2K' }, sent: 'width=1024, height=1024', got: [2048, 2048] },
    { wish: { resolution: '1K' }, sent: 'width=2048, height=2048', got: [1024, 1024] },
    { wish: { aspect_ratio: '16:9' }, sent: 'width=1024, height=1024', got: [1376, 768] },
    { wish: { aspect_ratio: '1:1', resolution: '1K' }, sent: 'width=1024, height=800', got: [1024, 1024] },
  ];
  for (const { wish, sent, got } of others) {
    it(`for ${JSON.stringify(wish)} goes on to the next channel when one delivers ${sent}`, async () => {
      const prompt = `a pear ${JSON.stringify(wish)} #emulate(size, ${sent}, times=1)`;
      const answer = await ask({ prompt, ...wish });
      assert.equal(answer.status, 'succeeded', JSON.stringify(answer));
      assert.deepEqual(tried(answer), ['cheap not_as_asked', 'direct delivered']);
      assert.deepEqual([answer.images[0]?.width, answer.images[0]?.height], got);
    });
  }

  it('ends with a failure that says so, charges nothing and keeps no picture, when no channel does it', async () => {
    const prompt = 'a small pear #emulate(size, width=1024, height=1024)';
    const answer = await ask({ prompt, resolution: '4K' });
    assert.deepEqual([answer.status, answer.error?.code], ['failed', 'not_as_asked']);
    assert.match(answer.error?.message ?? '', /Leave out strict/);
    assert.equal(answer.cost.charged_usd, '0');
    assert.deepEqual(
      [...new Set(tried(answer))],
      ['cheap not_as_asked', 'direct not_as_asked'],
      'every channel, and each of their models for it',
    );
    const files = await readdir(gateway.dataFolder, { recursive: true });
    assert.deepEqual(
      files.filter((file) => file.includes(answer.id)),
      [],
    );
  });

  it('is a 400 that clients do not repeat on the Images contract', async () => {
    const body = {
      model: 'nano-banana-2',
      prompt: 'a pear, images #emulate(size, width=1024, height=1024)',
      size: '2K',
    };
    const response = await gateway.post('/v1/images/generations', body, { 'x-plantain-strict': 'true' });
    const { error } = (await response.json()) as { error: { code: string } };
    assert.deepEqual([response.status, error.code], [400, 'not_as_asked']);
  });

  it('takes any size when it names none, and others are charged for what was measured', async () => {
    const free = await ask({ prompt: 'any pear #emulate(size, width=2048, height=2048)' });
    assert.deepEqual(tried(free), ['cheap delivered']);
    const small = 'a lax pear #emulate(size, width=1024, height=1024)';
    const lax = await ask({ prompt: small, resolution: '4K', strict: false });
    assert.deepEqual(tried(lax), ['cheap delivered']);
    assert.equal(lax.cost.charged_usd, '0.067');
  });

  it('leaves the channel as healthy as it was', async () => {
    for (let index = 0; index < 6; index += 1) {
      await ask({ prompt: `pear ${index} #emulate(size, width=512, height=512)`, resolution: '2K' });
    }
    const answer = await ask({ prompt: 'a good pear', resolution: '2K' });
    assert.deepEqual(tried(answer), ['cheap delivered']);
  });
});
