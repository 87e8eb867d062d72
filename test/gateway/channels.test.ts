import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const token = 'canary-admin-token-0123456789';
const secret = 'canary-stored-credential-1';
const rotated = 'canary-stored-credential-2';

interface Body {
  readonly id: string;
  readonly key: string;
  readonly code: string;
  readonly detail: string;
  readonly data: Record<string, unknown>[];
  readonly [name: string]: unknown;
}

describe('channels while the gateway runs', () => {
  let gateway: TestGateway;
  let relay: Emulator;
  const answers: string[] = [];
  before(async () => {
    [gateway, relay] = await Promise.all([
      startGateway({ env: { PLANTAIN_ADMIN_TOKEN: token } }),
      startEmulator({ port: 0, keys: [secret, rotated] }),
    ]);
  });
  after(async () => {
    await gateway.close();
    await relay.close();
  });

  async function ask(method: string, target: string, body?: unknown) {
    const response = await fetch(`${gateway.url}/admin/v1${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    answers.push(text);
    return { status: response.status, json: JSON.parse(text) as Body };
  }
  async function draw(headers: Record<string, string> = {}) {
    const body = { model: 'nano-banana-2', prompt: 'a plantain' };
    const response = await gateway.post('/v1/images/generations', body, headers);
    answers.push(await response.text());
    return { status: response.status, channel: response.headers.get('x-plantain-channel') };
  }
  const order = {
    id: 'relay',
    provider: 'gemini-api',
    tier: 'value',
    credential: secret,
    cost: { 'nano-banana-2': { '1K': 0.02 } },
    limits: { concurrency: 10 },
    tags: ['cheap'],
  };

  it('takes a new one into use at once, with its health in the answers', async () => {
    const made = await ask('POST', '/channels', { ...order, base_url: relay.url });
    assert.equal(made.status, 201, JSON.stringify(made.json));
    assert.deepEqual(await draw(), { status: 200, channel: 'relay' });
    const { json } = await ask('GET', '/channels/relay');
    assert.deepEqual(json.limits, { requests_per_minute: null, concurrency: 10 });
    const health = (json.health as Record<string, unknown>[]).find(({ calls }) => calls === 1);
    assert.equal(health?.upstream_model, 'gemini-3.1-flash-image');
    assert.deepEqual([health?.circuit, health?.delivered, health?.error_rate], ['closed', 1, 0]);
    const { json: all } = await ask('GET', '/channels');
    assert.deepEqual(all.data.map(({ id, source }) => `${id} ${source}`).sort(), [
      'relay store',
      'sandbox config',
      'upstream config',
    ]);
  });

  it('refuses what could not be used, and says why', async () => {
    const cases: [Record<string, unknown>, number, RegExp][] = [
      [{ ...order, id: 'relay' }, 409, /already/],
      [{ ...order, id: 'upstream' }, 409, /already/],
      [{ ...order, id: 'x', provider: 'none' }, 400, /there is no provider "none"/],
      [{ ...order, id: 'x', models: { none: ['none'] } }, 400, /there is no model "none"/],
      [{ ...order, id: 'x', credential: undefined }, 400, /credential/],
      [{ ...order, id: 'x', base_url: 'nowhere' }, 400, /base_url/],
      [{ ...order, id: 'x', settings: { api_version: 'v7' } }, 400, /api_version/],
      [{ ...order, id: 'x', api_base: 'http://elsewhere.test' }, 400, /api_base/],
    ];
    for (const [body, status, detail] of cases) {
      const { status: got, json } = await ask('POST', '/channels', body);
      assert.equal(got, status, JSON.stringify(json));
      assert.match(json.detail, detail);
    }
    assert.equal((await ask('PATCH', '/channels/upstream', { priority: 1 })).status, 409);
    assert.equal((await ask('PATCH', '/channels/none', { priority: 1 })).status, 404);
  });

  it('disables, drains and enables one without a restart', async () => {
    for (const what of ['disable', 'drain']) {
      assert.equal((await ask('POST', `/channels/relay/${what}`)).status, 200);
      assert.equal((await draw()).channel, 'upstream');
      await ask('POST', '/channels/relay/enable');
      assert.equal((await draw()).channel, 'relay');
    }
  });

  it('orders several all at once or not at all, by the priorities they have', async () => {
    await ask('POST', '/channels', { ...order, id: 'second', base_url: relay.url, priority: 900 });
    const priorities = async () => {
      const { json } = await ask('GET', '/channels');
      const of = (name: string) => json.data.find(({ id }) => id === name)?.priority;
      return [of('relay'), of('second'), of('upstream'), of('sandbox')];
    };
    assert.equal((await ask('POST', '/channel-order', { ids: ['second', 'none', 'relay'] })).status, 404);
    assert.deepEqual(await priorities(), [100, 900, 1, 0]);
    assert.equal((await ask('POST', '/channel-order', { ids: ['second', 'relay'] })).status, 200);
    assert.deepEqual(await priorities(), [900, 100, 1, 0]);
  });

  it('puts one before a configured one only where it is asked to, and changes no other', async () => {
    const ids = ['second', 'upstream', 'relay'];
    const { status, json } = await ask('POST', '/channel-order', { ids });
    assert.equal(status, 200, json.detail);
    const by = Object.fromEntries(json.data.map(({ id, priority }) => [id, priority]));
    assert.deepEqual(by, { second: 0, upstream: 1, relay: 900, sandbox: 0 });
    await ask('DELETE', '/channels/second');
  });

  it('tests one for nothing, or by a picture, and reports what it cost', async () => {
    const pictures = () => relay.requests.filter(({ path: each }) => each.endsWith('generateContent')).length;
    const before = pictures();
    const free = (await ask('POST', '/channels/relay/test')).json;
    assert.deepEqual([free.ok, free.cost_micros, pictures()], [true, 0, before]);
    const wish = { model: 'nano-banana-2', image: true };
    const picture = (await ask('POST', '/channels/relay/test', wish)).json;
    assert.deepEqual([picture.ok, picture.cost_micros, pictures()], [true, 20_000, before + 1]);
    assert.equal((await ask('POST', '/channels/relay/test', { model: 'none' })).status, 400);
    assert.equal((await ask('POST', '/channels/none/test')).status, 404);
  });

  it('brings one back that a free call finds working again', async () => {
    await ask('PATCH', '/channels/relay', { credentials: ['invalid-key'], probe: false });
    assert.equal((await draw()).channel, 'upstream');
    const refused = (await ask('POST', '/channels/relay/test', { model: 'nano-banana-2' })).json;
    const [check] = refused.checks as Record<string, unknown>[];
    assert.deepEqual([refused.ok, check?.code], [false, 'upstream_denied']);
    await ask('PATCH', '/channels/relay', { credentials: [secret], probe: null });
    assert.equal((await draw()).channel, 'relay');
  });

  it('replaces its credentials, which forgives what the old one caused', async () => {
    await ask('PATCH', '/channels/relay', { credentials: ['invalid-key'] });
    assert.equal((await draw()).channel, 'upstream');
    const { json } = await ask('GET', '/channels/relay');
    const [health] = (json.health as Record<string, unknown>[]).filter(({ circuit }) => circuit !== 'closed');
    assert.deepEqual([health?.circuit, health?.cause], ['open', 'denied']);
    await ask('PATCH', '/channels/relay', { credentials: [rotated] });
    assert.equal((await draw()).channel, 'relay');
  });

  it('lets only keys that may pin a channel', async () => {
    assert.equal((await draw({ 'x-plantain-channel': 'upstream' })).status, 403);
    const { json } = await ask('POST', '/keys', { mode: 'live', pin_channels: true });
    const pinned = { authorization: `Bearer ${json.key}`, 'x-plantain-channel': 'upstream' };
    assert.deepEqual(await draw(pinned), { status: 200, channel: 'upstream' });
  });

  it('tells on the receipt why each channel was or was not tried', async () => {
    const body = { model: 'nano-banana-2', prompt: 'why', wait: 30 };
    const response = await gateway.post('/v1/generations', body, { 'x-plantain-strategy': 'official' });
    const { routing } = (await response.json()) as { routing: Record<string, unknown>[] };
    const told = routing.map(({ channel, place, reason }) => `${channel} ${place ?? reason}`);
    assert.ok(told.includes('upstream 1'), told.join());
    assert.ok(told.includes('relay is a value channel'), told.join());
    assert.ok(told.includes('sandbox serves test keys only'), told.join());
  });

  it('lists the providers with what a form needs', async () => {
    const { json } = await ask('GET', '/providers');
    const gemini = json.data.find(({ name }) => name === 'gemini-api') as unknown as {
      settings: { properties: Record<string, unknown> };
    };
    assert.ok('api_version' in gemini.settings.properties);
  });

  it('notes every change in the log of actions, and removes one for good', async () => {
    assert.equal((await ask('DELETE', '/channels/relay')).status, 200);
    assert.equal((await draw()).channel, 'upstream');
    assert.equal((await ask('GET', '/channels/relay')).status, 404);
    const { json } = await ask('GET', '/actions');
    const actions = json.data
      .map(({ action }) => action)
      .filter((name) => String(name).startsWith('channel.'));
    assert.deepEqual([...new Set(actions)].sort(), [
      'channel.create',
      'channel.delete',
      'channel.disable',
      'channel.drain',
      'channel.enable',
      'channel.order',
      'channel.update',
    ]);
  });

  it('writes no credential into an answer, a row, a log line or a metric', async () => {
    await ask('POST', '/channels', { ...order, id: 'last', base_url: relay.url });
    answers.push(await (await fetch(`${gateway.url}/metrics`)).text());
    const files = await readdir(gateway.dataFolder);
    const rows = await Promise.all(
      files
        .filter((file) => file.startsWith('plantain.db'))
        .map((file) => readFile(path.join(gateway.dataFolder, file), 'latin1')),
    );
    for (const canary of ['canary-stored', 'canary-channel-credential']) {
      for (const [what, texts] of [
        ['answers', answers],
        ['rows', rows],
        ['log', [gateway.logText()]],
      ] as const) {
        assert.equal(
          texts.some((text) => text.includes(canary)),
          false,
          `${canary} in the ${what}`,
        );
      }
    }
  });
});
