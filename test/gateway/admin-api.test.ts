import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const token = 'canary-admin-token-0123456789';

interface Body {
  readonly id: string;
  readonly key: string;
  readonly code: string;
  readonly param: string;
  readonly data: Record<string, unknown>[];
  readonly [name: string]: unknown;
}

describe('the admin API', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({ env: { PLANTAIN_ADMIN_TOKEN: token } });
  });
  after(() => gateway.close());

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${gateway.url}/admin/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Body;
    return { status: response.status, text, json, headers: response.headers };
  }

  const draw = (key: string, body: Record<string, unknown> = {}) =>
    fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a plantain', ...body }),
    });
  const draws = async (key: string, body: Record<string, unknown> = {}) => {
    const response = await draw(key, body);
    const answer = (await response.json()) as { error?: { code: string } };
    return { status: response.status, code: answer.error?.code, id: response.headers.get('x-request-id') };
  };

  async function customer(usd: number, settings: Record<string, unknown> = {}) {
    const { json: account } = await ask('POST', '/accounts', { name: 'Customer', kind: 'prepaid' });
    const order = { amount_micros: usd * 1_000_000, reason: 'paid' };
    if (usd > 0) assert.equal((await ask('POST', `/accounts/${account.id}/top-ups`, order)).status, 201);
    const { json: key } = await ask('POST', '/keys', {
      mode: 'live',
      name: '=cmd|customer',
      account_id: account.id,
      ...settings,
    });
    return { account, key };
  }

  it('answers nobody without the token, also where there is nothing', async () => {
    for (const path of ['/keys', '/accounts', '/nothing']) {
      for (const authorization of [
        '',
        'Bearer',
        `Bearer ${token}x`,
        `Bearer ${token.slice(0, -1)}`,
        `Basic ${token}`,
      ]) {
        const { status, json } = await ask('GET', path, undefined, { authorization });
        assert.deepEqual([status, json.code], [401, 'unauthenticated'], `${path} ${authorization}`);
      }
    }
    assert.equal((await ask('GET', '/nothing')).status, 404);
    assert.equal(
      (await ask('GET', `/keys`, undefined, { authorization: `Bearer ${gateway.liveKey}` })).status,
      401,
    );
  });

  it('is not there without a token in the configuration', async () => {
    const closed = await startGateway();
    for (const authorization of ['Bearer ', `Bearer ${token}`, 'Bearer undefined']) {
      const response = await fetch(`${closed.url}/admin/v1/keys`, { headers: { authorization } });
      assert.equal(response.status, 404);
    }
    await closed.close();
  });

  it('does not start with a token that could be guessed', () => {
    const short = { PLANTAIN_ADMIN_TOKEN: 'x'.repeat(23), PLANTAIN_DATA_DIR: gateway.dataFolder };
    assert.throws(
      () => readConfig(short),
      (error) => error instanceof ConfigError && /24/.test(error.message),
    );
  });

  it('lets a prepaid account spend what was put in and no more, and refunds once', async () => {
    const { account, key } = await customer(0.1);
    const first = await draws(key.key);
    assert.equal(first.status, 200);
    assert.deepEqual(
      [(await draws(key.key)).status, (await draws(key.key)).code],
      [403, 'insufficient_quota'],
    );
    const refund = () => ask('POST', `/generations/${first.id}/refund`, { reason: 'blurred' });
    assert.equal((await refund()).status, 201);
    assert.deepEqual([(await refund()).status, (await refund()).json.code], [409, 'conflict']);
    assert.equal((await draws(key.key)).status, 200);

    const { json: statement } = await ask('GET', `/accounts/${account.id}/statement`);
    assert.equal(statement.data[0]?.available_micros, 100_000 - 67_000);
    assert.deepEqual(
      statement.data.map((line) => line.kind).filter((kind) => kind === 'refund' || kind === 'top-up'),
      ['refund', 'top-up'],
    );
    const refunded = statement.data.find((line) => line.kind === 'refund');
    assert.deepEqual(
      [refunded?.actor, refunded?.reason, refunded?.amount_micros],
      ['admin', 'blurred', 67_000],
    );
  });

  it('makes, changes, rotates and revokes a key, and every request meets it within a second', async () => {
    const { key } = await customer(5, { models: ['nano-banana'] });
    assert.match(key.key, /^pt_live_/);
    assert.equal((await draws(key.key)).status, 403);
    assert.equal((await ask('PATCH', `/keys/${key.id}`, { models: null })).json.models, null);
    await aSecond();
    assert.equal((await draws(key.key)).status, 200);

    const { json: rotated } = await ask('POST', `/keys/${key.id}/rotate`, { grace_seconds: 3_600 });
    assert.notEqual(rotated.key, key.key);
    await aSecond();
    assert.deepEqual([(await draws(key.key)).status, (await draws(rotated.key)).status], [200, 200]);
    const { json: again } = await ask('POST', `/keys/${key.id}/rotate`);
    await aSecond();
    assert.deepEqual([(await draws(rotated.key)).status, (await draws(again.key)).status], [401, 200]);

    assert.ok((await ask('POST', `/keys/${key.id}/revoke`)).json.revoked_at);
    await aSecond();
    assert.deepEqual([(await draws(again.key)).status, (await draws(key.key)).status], [401, 401]);
    assert.equal((await ask('POST', `/keys/${key.id}/revoke`)).status, 409);
  });

  it('takes a date as the last UTC day of a key, and a time as it is', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { key } = await customer(5, { expires_at: today });
    const midnight = Date.parse(today) + 86_400_000;
    assert.equal(Date.parse(key.expires_at as string), midnight);
    const exact = new Date(midnight - 1).toISOString();
    assert.equal((await ask('PATCH', `/keys/${key.id}`, { expires_at: exact })).json.expires_at, exact);
    const { status, json } = await ask('PATCH', `/keys/${key.id}`, { expires_at: '2026-01-01' });
    assert.deepEqual([status, json.param], [400, 'expires_at']);
  });

  it('names the field of everything it refuses', async () => {
    for (const [method, path, body, param] of [
      ['POST', '/keys', { mode: 'life' }, 'mode'],
      ['POST', '/keys', { models: ['no-such-model'] }, 'models'],
      ['POST', '/keys', { budget: { day_micros: 1.5 } }, 'budget.day_micros'],
      ['POST', '/keys', { ip_allow: ['10.0.0.1/8'] }, 'ip_allow.0'],
      ['POST', '/keys', { expires_at: 'soon' }, 'expires_at'],
      ['POST', '/keys', { account_id: 'acc_none' }, 'account_id'],
      ['POST', '/keys', { name: 'half \ud800' }, 'name'],
      ['POST', '/accounts', { name: '' }, 'name'],
      ['POST', '/accounts', { name: 'x', price_percent: 80.125 }, 'price_percent'],
      ['POST', '/accounts', { name: 'x', price_percent: 1_000.01 }, 'price_percent'],
      ['POST', '/accounts', { name: 'x', price_percent: -1 }, 'price_percent'],
      ['POST', '/accounts/default/top-ups', { amount_micros: 0, reason: 'x' }, 'amount_micros'],
      ['POST', '/accounts/default/top-ups', { amount_micros: 5 }, 'reason'],
      ['POST', '/prices', { model: 'nano-banana-2', price: { unit: 'image', tiers: {} } }, 'price.tiers'],
      ['POST', '/prices', { model: 'x', price: { unit: 'image', tiers: { '1K': 1 } } }, 'model'],
      ['GET', '/usage?group_by=prompt', undefined, 'group_by'],
      ['GET', '/usage?from=yesterday', undefined, 'from'],
      ['GET', '/usage?from=1&from=2', undefined, 'from'],
      ['GET', '/usage?from=2026-11-02&to=2026-11-02', undefined, 'to'],
      ['GET', '/usage?format=xml', undefined, 'format'],
      ['GET', '/usage?group=model', undefined, 'group'],
      ['GET', '/accounts?balances=yes', undefined, 'balances'],
      ['GET', '/accounts?kind=prepaid', undefined, 'kind'],
      ['GET', '/prices?model=nano-banana-2', undefined, 'model'],
      ['GET', '/actions?limit=0', undefined, 'limit'],
      ['GET', '/accounts/default/statement?after=x', undefined, 'after'],
    ] as const) {
      const { status, json } = await ask(method, path, body);
      assert.ok(status === 400 || status === 404, `${path} ${JSON.stringify(body)}: ${status}`);
      assert.equal(json.param, param, path);
    }
    const unknown = await ask('POST', '/keys', { modell: 'x' });
    assert.equal(unknown.status, 400);
    assert.match(String(unknown.json.detail), /modell/);
    for (const [path, body, detail] of [
      [
        '/accounts/default/top-ups',
        { amount_usd: 1 },
        'has no field amount_usd; there are amount_micros, mode, reference, reason',
      ],
      [
        '/keys',
        { budget: { day: 1 } },
        'budget: has no field day; there are day_micros, month_micros, total_micros',
      ],
    ] as const)
      assert.equal((await ask('POST', path, body)).json.detail, detail);
    assert.equal(
      (await ask('GET', '/accounts/default/callbacks?state=dead')).json.detail,
      'The operation has no query parameter state; there are mode, status, limit, after.',
    );
  });

  it('sets prices by strategy, which new requests pay at once', async () => {
    const { key } = await customer(5);
    const price = { unit: 'image', tiers: { '1K': 1_000_000, '2K': 1_500_000, '4K': 2_000_000 } };
    const { json: set } = await ask('POST', '/prices', { model: 'nano-banana-2.1', price });
    assert.deepEqual([set.version, set.data[0]?.price], [1, price]);
    const paid = async () =>
      (await draw(key.key, { model: 'nano-banana-2.1' })).headers.get('x-plantain-cost-usd');
    assert.equal(await paid(), '1');
    const value = {
      model: 'nano-banana-2.1',
      strategy: 'official',
      price: { unit: 'image', tiers: { '1K': 7, '2K': 8, '4K': 9 } },
    };
    await ask('POST', '/prices', value);
    assert.equal(await paid(), '1');
    const listed = (await ask('GET', '/prices')).json.data.filter(({ model }) => model === 'nano-banana-2.1');
    assert.deepEqual(listed.map(({ strategy, version }) => [strategy, version]).sort(), [
      ['*', 1],
      ['official', 1],
    ]);
  });

  it('takes a price away that was set: the next one down is in force, and a new one counts on', async () => {
    const model = 'nano-banana-2.1';
    const { json } = await ask('GET', '/prices');
    const ofAll = json.data.find((entry) => entry.model === model && entry.strategy === '*');
    const price = { unit: 'image', tiers: { '1K': 7, '2K': 8, '4K': 9 } };
    await ask('POST', '/prices', { model, strategy: 'value', price });
    const place = `/prices?model=${model}&strategy=value`;
    const { status, json: removed } = await ask('DELETE', place);
    assert.equal(status, 200);
    assert.deepEqual((removed.before as unknown as { price: object }).price, price);
    assert.deepEqual(removed.data, [ofAll]);
    const again = await ask('DELETE', place);
    assert.deepEqual(
      [again.status, again.json.detail],
      [404, 'No price of its own was set for nano-banana-2.1 with the strategy value.'],
    );
    assert.equal((await ask('DELETE', '/prices?model=nano-banana-3')).json.param, 'model');
    const { json: set } = await ask('POST', '/prices', { model, strategy: 'value', price });
    assert.equal(set.version, 3);
    const { json: back } = await ask('DELETE', `/prices?model=${model}`);
    assert.deepEqual(
      back.data.map(({ strategy, version }) => [strategy, version]),
      [['*', 0]],
      "the catalog's again",
    );
    const [newest] = (await ask('GET', '/actions?limit=1')).json.data;
    assert.deepEqual([newest?.action, newest?.subject], ['price.remove', `${model} *`]);
  });

  it('refuses a price that leaves out a size the model offers, and says what that costs now', async () => {
    const price = { unit: 'image', tiers: { '1K': 140_000, '2K': 150_000 } };
    const { status, json } = await ask('POST', '/prices', { model: 'nano-banana-pro', price });
    assert.deepEqual([status, json.param], [400, 'price.tiers']);
    assert.match(String(json.detail), /every size nano-banana-pro offers; missing: 4K \(\$0\.24 now\)/);
    const whole = { ...price, tiers: { ...price.tiers, '4K': 250_000 } };
    const { json: set } = await ask('POST', '/prices', { model: 'nano-banana-pro', price: whole });
    const before = set.before as unknown as { price: object };
    assert.deepEqual(before.price, { unit: 'image', tiers: { '1K': 134_000, '2K': 134_000, '4K': 240_000 } });
    assert.deepEqual(set.data[0]?.price, whole);
  });

  it('shows no secret again, on any page it has', async () => {
    const { account, key } = await customer(1);
    const { json: rotated } = await ask('POST', `/keys/${key.id}/rotate`, { grace_seconds: 60 });
    const secrets = [
      key.key,
      rotated.key,
      gateway.liveKey,
      gateway.testKey,
      token,
      'canary-channel-credential',
    ];
    for (const path of [
      '/keys',
      `/keys/${key.id}`,
      `/keys?account_id=${account.id}`,
      '/accounts',
      `/accounts/${account.id}`,
      `/accounts/${account.id}/statement`,
      '/prices',
      '/usage?group_by=account,key,model,channel,day',
      '/usage?format=csv&group_by=key',
      '/actions?limit=1000',
    ]) {
      const { status, text } = await ask('GET', path);
      assert.equal(status, 200, path);
      for (const secret of secrets) assert.ok(!text.includes(secret), path);
    }
    for (const secret of secrets) assert.ok(!gateway.logText().includes(secret));
  });

  it('reports usage and cost over all accounts, as JSON and as CSV no spreadsheet runs', async () => {
    const { account, key } = await customer(1);
    assert.equal((await draws(key.key)).status, 200);
    const query = `/usage?group_by=account,key&account_id=${account.id}`;
    const { json } = await ask('GET', query);
    assert.deepEqual(json.data, [
      {
        account: account.id,
        account_name: 'Customer',
        key: key.id,
        key_name: '=cmd|customer',
        requests: 1,
        succeeded: 1,
        failed: 0,
        cancelled: 0,
        images: 1,
        prompt_tokens: json.data[0]?.prompt_tokens,
        output_tokens: json.data[0]?.output_tokens,
        charged_usd: '0.067',
        cost_usd: '0',
      },
    ]);
    const csv = await ask('GET', query, undefined, { accept: 'text/csv' });
    assert.match(String(csv.headers.get('content-type')), /^text\/csv/);
    const [head, line] = csv.text.split('\r\n');
    assert.match(String(head), /^account,account_name,key,key_name,requests,/);
    assert.ok(line?.includes(",'=cmd|customer,1,1,0,0,1,"), line);
  });

  it('keeps a log of who did what, with the request it came by', async () => {
    const { headers, json: account } = await ask('POST', '/accounts', { name: 'Logged' });
    const { json } = await ask('GET', '/actions?limit=1');
    assert.deepEqual(
      [json.data[0]?.action, json.data[0]?.subject, json.data[0]?.actor, json.data[0]?.request_id],
      ['account.create', account.id, 'admin', headers.get('x-request-id')],
    );
    assert.equal(json.data[0]?.address, '127.0.0.1');
  });
});

/** Longer than a key is remembered. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050));
