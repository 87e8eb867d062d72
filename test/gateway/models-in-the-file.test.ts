import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { modelsExample } from '../../src/docs-site/pages/model-blocks.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { runCommand } from './process.test.kit.ts';

const token = 'an-admin-token-of-the-operator-1';

interface Listed {
  readonly id: string;
  readonly recommended_route: unknown;
  readonly unverified: readonly { readonly status: string }[];
}

describe('models of the configuration file', () => {
  let gateway: TestGateway;
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-models-'));
    file = path.join(folder, 'plantain.yaml');
    await writeFile(file, `${modelsExample}\n`);
    gateway = await startGateway({
      env: { PLANTAIN_CONFIG: file, PLANTAIN_ADMIN_TOKEN: token },
      emulator: { also: ['gemini-nano-banana-3=gemini-3.1-flash-image'] },
    });
  });
  after(async () => {
    await gateway.close();
    await rm(folder, { recursive: true });
  });

  const draw = (body: object, headers = {}) =>
    gateway.post('/v1/images/generations', { prompt: 'a plantain', ...body }, headers);
  const read = async (target: string) =>
    (await fetch(gateway.url + target, { headers: { authorization: `Bearer ${gateway.liveKey}` } })).text();
  const operate = (method: string, target: string, body?: object) =>
    fetch(`${gateway.url}/admin/v1${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  /** The path of the last picture asked for; free calls of a resting channel come between. */
  const lastAsked = () =>
    gateway.upstream.requests
      .map((request) => request.path)
      .findLast((asked) => asked.endsWith(':generateContent'));

  it('an alias draws by the upstream id that stands first; one of OpenAI’s is answered in base64 unasked', async () => {
    const response = await draw({ model: 'gpt-image-1' });
    const { data } = (await response.json()) as { data: Record<string, string>[] };
    assert.equal(response.status, 200);
    assert.deepEqual([typeof data[0]?.b64_json, data[0]?.url], ['string', undefined]);
    assert.equal(lastAsked(), '/v1beta/models/gemini-nano-banana-3:generateContent');
    assert.equal(response.headers.get('x-plantain-cost-usd'), '0.067');
    const byName = (await (await draw({ model: 'nano-banana-2' })).json()) as {
      data: Record<string, string>[];
    };
    assert.equal(typeof byName.data[0]?.url, 'string');
  });

  it('a native request names the new upstream id', async () => {
    const response = await gateway.post('/v1beta/models/gemini-nano-banana-3:generateContent', {
      contents: [{ parts: [{ text: 'a plantain' }] }],
    });
    assert.equal(response.status, 200);
    assert.equal(((await response.json()) as { modelVersion: string }).modelVersion, 'gemini-nano-banana-3');
    const receipt = await read(`/v1/generations/${response.headers.get('x-plantain-generation')}`);
    const { model, requested } = JSON.parse(receipt) as { model: string; requested: { model: string } };
    assert.deepEqual([model, requested.model], ['gemini-nano-banana-3', 'nano-banana-2']);
  });

  it('where the new upstream id is gone, the next one is tried', async () => {
    const response = await draw({ model: 'nano-banana-2', prompt: 'x #emulate(status, code=404, times=1)' });
    assert.equal(response.status, 200);
    assert.equal(lastAsked(), '/v1beta/models/gemini-3.1-flash-image:generateContent');
  });

  it('a new model is drawn by its ids, charged at its price, and held to its limits', async () => {
    const response = await draw({ model: 'house_style', resolution: '2K' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('x-plantain-cost-usd'), '0.16');
    assert.equal(lastAsked(), '/v1beta/models/gemini-3-pro-image:generateContent');
    const refused = await draw({ model: 'house-style', resolution: '4K' });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /1K, 2K/);
    const task = await gateway.post('/api/v1/generateTask/house-style', {
      request_type: 'async',
      input: {
        mode: 'image-to-image',
        prompt: 'x',
        image_urls: Array.from({ length: 5 }, (_, index) => `https://example.com/${index}.png`),
      },
    });
    assert.equal(task.status, 400, await task.text());
  });

  it('a quote asks the price of the strategy', async () => {
    const quote = async (strategy: string) => {
      const body = { model: 'house-style', strategy, resolution: '1K' };
      return (await (await gateway.post('/v1/generations/quote', body)).json()) as { total_usd: unknown };
    };
    assert.deepEqual(
      [String((await quote('value')).total_usd), String((await quote('official')).total_usd)],
      ['0.12', '0.15'],
    );
  });

  it('every list has the new names, and nothing of a new model is verified', async () => {
    const { data } = JSON.parse(await read('/v1/models')) as { data: Listed[] };
    const names = data.map(({ id }) => id);
    for (const name of ['gpt-image-1', 'gemini-nano-banana-3', 'house-style'])
      assert.ok(names.includes(name), name);
    const listed = data.find(({ id }) => id === 'house-style');
    assert.equal(listed?.recommended_route, null);
    assert.deepEqual([...new Set(listed?.unverified.map(({ status }) => status))], ['Beta']);
    for (const target of [
      '/v1beta/models',
      '/v1beta1/publishers/google/models',
      '/api/v1/images/models',
      '/api/pricing',
      '/docs/nano-banana-2.md',
      '/docs/house-style.md',
      '/docs/pricing.md',
      '/llms.txt',
    ]) {
      const text = await read(target);
      assert.ok(
        text.includes('house-style') || text.includes('gpt-image-1'),
        `${target}: ${text.slice(0, 300)}`,
      );
    }
    assert.match(await read('/docs/pricing.md'), /House Style.*\$0\.15.*\$0\.16/);
    assert.match(await read('/docs/zh/house-style.md'), /House Style/);
  });

  it('test keys draw both in the sandbox', async () => {
    const headers = { authorization: `Bearer ${gateway.testKey}` };
    const first = await gateway.post(
      '/v1/generations',
      { model: 'nano-banana-2', prompt: 'x', wait: 30 },
      headers,
    );
    const receipt = (await first.json()) as { effective_model: string; status: string };
    assert.deepEqual([receipt.status, receipt.effective_model], ['succeeded', 'gemini-nano-banana-3']);
    assert.equal((await draw({ model: 'house-style' }, headers)).status, 200);
  });

  it('an operator sets its price, names it for keys, and maps it on channels', async () => {
    const price = { unit: 'image', tiers: { '1K': 200_000, '2K': 250_000 } };
    const set = await operate('POST', '/prices', { model: 'house_style', price });
    assert.equal(set.status, 201, await set.clone().text());
    assert.equal((await draw({ model: 'house-style' })).headers.get('x-plantain-cost-usd'), '0.2');
    const { data } = (await (await operate('GET', '/prices')).json()) as {
      data: { model: string; strategy: string; actor: string; version: number }[];
    };
    assert.deepEqual(
      data
        .filter(({ model }) => model === 'house-style')
        .map(({ strategy, actor, version }) => [strategy, actor, version]),
      [
        ['value', 'config', 0],
        ['*', 'admin', 1],
      ],
    );
    const key = await operate('POST', '/keys', { mode: 'live', models: ['house-style'] });
    assert.equal(key.status, 201, await key.text());
    const channel = await operate('POST', '/channels', {
      id: 'mapped',
      provider: 'gemini-api',
      base_url: gateway.upstream.url,
      credential: 'a-key',
      models: { 'nano-banana-2': ['google/gemini-nano-banana-3'], 'house-style': ['gemini-3-pro-image'] },
      enabled: false,
    });
    assert.equal(channel.status, 201, await channel.text());
  });

  it('the command line knows them by the same file', async () => {
    const env = { PLANTAIN_CONFIG: file, PLANTAIN_DATA_DIR: path.join(folder, 'data'), PORT: '0' };
    const set = await runCommand(
      ['prices', 'set', 'house-style', '--image', '1K=0.3', '--image', '2K=0.4', '--json'],
      env,
    );
    assert.equal(set.code, 0, set.output);
    const doctor = await runCommand(['doctor'], env);
    assert.match(doctor.output, /ok\s+models: .*house-style/);
  });

  it('a file that has other models when it is read again changes its channels and says that models need a restart', async () => {
    await appendFile(
      file,
      `  - { name: later, like: nano-banana }\nchannels:\n  - { id: filed, provider: gemini-api, credential: x, base_url: "${gateway.upstream.url}" }\n`,
    );
    gateway.app.reloadChannels();
    assert.match(gateway.logText(), /the models of the configuration are others now: restart/);
    assert.equal((await draw({ model: 'later' })).status, 404);
    const drawn = await draw({ model: 'house-style' });
    assert.deepEqual([drawn.status, drawn.headers.get('x-plantain-channel')], [200, 'filed']);
    assert.equal((await draw({ model: 'gpt-image-1' })).status, 200);
  });
});
