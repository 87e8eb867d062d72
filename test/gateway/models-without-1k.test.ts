import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const file = `
models:
  - name: big-only
    like: nano-banana-2
    resolutions: [2K, 4K]
    prices:
      '*': { 1K: 0.05, 2K: 0.1, 4K: 0.4 }
  - name: any-order
    like: nano-banana-2
    resolutions: [4K, 2K, 1K]
    prices:
      '*': { 1K: 0.05, 2K: 0.1, 4K: 0.4 }
`;

interface Receipt {
  readonly status: string;
  readonly requested: { readonly resolution: string | null };
  readonly cost: { readonly charged_usd: string };
  readonly images: readonly { readonly width: number; readonly height: number }[];
}

describe('a model of the file with sizes of its own', () => {
  let gateway: TestGateway;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-sizes-'));
    await writeFile(path.join(folder, 'plantain.yaml'), file);
    gateway = await startGateway({ env: { PLANTAIN_CONFIG: path.join(folder, 'plantain.yaml') } });
  });
  after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  const receiptOf = async (id: string | null): Promise<Receipt> => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    return (await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json()) as Receipt;
  };
  /** The side of the picture that came, and what it cost. */
  const bill = async (target: string, body: object) => {
    const response = await gateway.post(target, body);
    assert.equal(response.status, 200, await response.clone().text());
    const { images, cost } = await receiptOf(response.headers.get('x-plantain-generation'));
    return [images[0]?.width, cost.charged_usd];
  };
  const draw = (model: string, size?: string) =>
    bill('/v1/images/generations', { model, prompt: 'a plantain', ...(size ? { size } : {}) });

  it('is drawn at its next larger size for pixels it has not, at the price of that', async () => {
    assert.deepEqual(await draw('big-only', '1024x1024'), [2048, '0.1']);
    assert.deepEqual(await draw('any-order', '512x512'), [1024, '0.05']);
    assert.deepEqual(await draw('any-order', '2048x2048'), [2048, '0.1']);
  });

  it('is drawn at its smallest size where none is asked for and it has no 1K, as a quote says', async () => {
    const messages = [{ role: 'user', content: 'a plantain' }];
    assert.deepEqual(await draw('big-only'), [2048, '0.1']);
    assert.deepEqual(await draw('big-only', 'auto'), [2048, '0.1']);
    assert.deepEqual(await bill('/v1/chat/completions', { model: 'big-only', messages }), [2048, '0.1']);
    assert.deepEqual(await draw('any-order'), [1024, '0.05']);
    const quote = async (model: string) => {
      const asked = await gateway.post('/v1/generations/quote', { model });
      const { total_usd, price } = (await asked.json()) as { total_usd: string; price: { tier: string } };
      return [price.tier, total_usd];
    };
    assert.deepEqual(await quote('big-only'), ['2K', '0.1']);
    assert.deepEqual(await quote('any-order'), ['1K', '0.05']);
  });

  it('needs no size in the task contracts either', async () => {
    const params = { prompt: 'a plantain' };
    for (const [target, body] of [
      ['/model/v1/generation', { model: 'big-only', input: [{ params }] }],
      ['/model/v1/queue/big-only', params],
      ['/api/v1/generateTask/big-only', { input: { mode: 'text-to-image', ...params } }],
    ] as const) {
      const response = await gateway.post(target, body);
      assert.ok(response.status < 300, `${target}: ${await response.clone().text()}`);
      const receipt = await receiptOf(response.headers.get('x-plantain-generation'));
      assert.equal(receipt.requested.resolution, '2K', target);
    }
  });

  it('keeps a native body as it is, and holds what its smallest size from 1K on costs', async () => {
    const contents = [{ parts: [{ text: 'a plantain' }] }];
    const target = '/v1beta/models/big-only:generateContent';
    // Unasked, the upstream makes 1K.
    assert.deepEqual(await bill(target, { contents }), [1024, '0.05']);
    const generationConfig = { imageConfig: { imageSize: '2K' } };
    assert.deepEqual(await bill(target, { contents, generationConfig }), [2048, '0.1']);
  });

  it('sends no size upstream for a model with 1K where none was asked for', async () => {
    await draw('nano-banana-2');
    assert.doesNotMatch(JSON.stringify(gateway.upstream.requests.at(-1)?.body), /imageSize/);
    await draw('big-only');
    assert.match(JSON.stringify(gateway.upstream.requests.at(-1)?.body), /"imageSize":"2K"/);
  });

  it('refuses pixels that are none', async () => {
    for (const size of ['00x00', '0x1024', '1024x00', '01024x1024']) {
      const response = await gateway.post('/v1/images/generations', {
        model: 'nano-banana-2',
        prompt: 'a plantain',
        size,
      });
      assert.equal(response.status, 400, size);
      assert.match(await response.text(), /WIDTHxHEIGHT/);
    }
  });
});
