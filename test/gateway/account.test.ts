import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { tasksCommand } from '../../cli/tasks-command.ts';
import { createAccounts } from '../../src/admission/accounts.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { tamper } from '../admin/tamper.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Body {
  readonly success: boolean;
  readonly data: Record<string, unknown> & { readonly items: Record<string, unknown>[] };
  readonly [name: string]: unknown;
}

describe("an account in its own keys' eyes", () => {
  let gateway: TestGateway;
  let store: Store;
  let key: string;
  let accountId: string;
  // Stands still: the day may end, and the last minute pass, while these run.
  const nowMs = Date.now();
  const clock = { now: () => nowMs };
  before(async () => {
    gateway = await startGateway({ clock });
    const database =
      process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL ?? `sqlite:${gateway.dataFolder}/plantain.db`;
    store = await openStore({ url: database });
    const by = { actor: 'test' };
    const accounts = createAccounts(store, clock);
    ({ id: accountId } = await accounts.create({ name: 'Customer', kind: 'prepaid' }, by));
    await accounts.topUp(accountId, { mode: 'live', amountMicros: 75_004_000, reason: 'paid' }, by);
    ({ key } = await gateway.app.keys.create({ mode: 'live', name: 'phone', accountId }));
    const drawn = await gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: 'one', n: 2 },
      auth(),
    );
    assert.equal(drawn.status, 200);
    const failed = await gateway.post(
      '/v1/images/generations',
      { model: 'nano-banana-2', prompt: '#emulate(block, reason=IMAGE_SAFETY)' },
      auth(),
    );
    assert.equal(failed.status, 400);
  });
  after(async () => {
    await store.close();
    await gateway.close();
  });

  const auth = () => ({ authorization: `Bearer ${key}` });
  async function get(path: string, headers: Record<string, string> = auth()) {
    const response = await fetch(gateway.url + path, { headers });
    return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
  }

  it('has the balance of task clients: a bare number of dollars', async () => {
    const { body } = await get('/api/v1/apikeys/current-balance');
    assert.deepEqual(body, { code: 200, message: 'success', data: 74.87 });
  });

  it('has no more than the budget of the key, whatever the account has', async () => {
    const settings = { budget: { totalMicros: 1_500_000 } };
    const small = await gateway.app.keys.create({ mode: 'live', name: 'small', accountId, settings });
    const { body } = await get('/api/v1/apikeys/current-balance', { authorization: `Bearer ${small.key}` });
    assert.equal(body.data, 1.5);
    const monthly = { budget: { dayMicros: 900_000, monthMicros: 800_000, totalMicros: 1_500_000 } };
    const month = await gateway.app.keys.create({ mode: 'live', name: 'm', accountId, settings: monthly });
    const nearest = await get('/api/v1/apikeys/current-balance', { authorization: `Bearer ${month.key}` });
    assert.equal(nearest.body.data, 0.8);
  });

  it("has new-api's user, whose quota the status turns into dollars", async () => {
    const { body } = await get('/api/user/self');
    const { body: status } = await get('/api/status', {});
    const unit = status.data.quota_per_unit as number;
    assert.equal(unit, 500_000);
    assert.equal(status.data.usd_exchange_rate, 1);
    assert.deepEqual(
      [body.success, body.data.account_id, body.data.username, body.data.group, body.data.request_count],
      [true, accountId, 'Customer', 'default', 2],
    );
    const { id } = body.data;
    assert.ok(Number.isInteger(id) && Number(id) > 0 && Number(id) < 2 ** 31, `${id}: typed clients read it`);
    assert.equal((await get('/api/user/self')).body.data.id, id);
    const strange = await get('/api/user/self', { authorization: `Bearer ${gateway.liveKey}` });
    assert.notEqual(strange.body.data.id, id);
    assert.equal((body.data.quota as number) / unit, 74.87);
    assert.equal((body.data.used_quota as number) / unit, 0.134);
  });

  it("has new-api's log and its sums, filtered as new-api filters", async () => {
    const { body } = await get('/api/log/self?p=1&page_size=10');
    assert.deepEqual([body.data.page, body.data.page_size, body.data.total], [1, 10, 2]);
    const consumed = await get(
      `/api/log/self?type=2&token_name=phone&model_name=nano-banana-2&start_timestamp=1`,
    );
    const [item] = consumed.body.data.items;
    assert.deepEqual(
      [item?.token_name, item?.model_name, item?.quota, item?.cost_usd, consumed.body.data.total],
      ['phone', 'nano-banana-2', 67_000, 0.134, 1],
    );
    assert.ok((item?.completion_tokens as number) > 1_000);
    assert.ok(item && !('id' in item), 'typed clients read it as a number');
    assert.equal((await get('/api/log/self?token_name=other')).body.data.total, 0);
    assert.equal((await get('/api/log/self?type=1')).body.data.total, 0);
    assert.equal((await get('/api/log/self?end_timestamp=1000')).body.data.total, 0);
    const { body: stat } = await get('/api/log/self/stat?token_name=phone');
    assert.deepEqual([stat.data.quota, stat.data.rpm], [67_000, 2]);
  });

  it("says of each what new-api's log says: how it was asked for, and whether as a stream", async () => {
    const { id: ways } = await createAccounts(store, clock).create(
      { name: 'Ways', kind: 'unlimited' },
      { actor: 'test' },
    );
    const { key: own } = await gateway.app.keys.create({ mode: 'live', name: 'ways', accountId: ways });
    const headers = { authorization: `Bearer ${own}` };
    const model = 'nano-banana-2';
    const contents = [{ parts: [{ text: 'a pear' }] }];
    for (const [path, body] of [
      ['/v1/images/generations', { model, prompt: 'a pear' }],
      ['/v1/images/generations', { model, prompt: 'a pear', stream: true }],
      [`/v1beta/models/${model}:generateContent`, { contents }],
      [`/v1beta/models/${model}:streamGenerateContent?alt=sse`, { contents }],
      ['/v1/chat/completions', { model, messages: [{ role: 'user', content: 'a pear' }], stream: true }],
      ['/api/v1/images', { model, prompt: 'a pear' }],
    ] as const) {
      const response = await gateway.post(path, body, headers);
      assert.equal(response.status, 200, `${path} ${await response.text()}`);
      const { body: log } = await get('/api/log/self?token_name=ways', headers);
      const id = response.headers.get('x-request-id');
      const item = log.data.items.find((each) => (each.other as { request_id: string }).request_id === id);
      assert.ok(item);
      const { contract, ...other } = item.other as Record<string, unknown>;
      assert.ok(contract);
      assert.equal(item.ip, '');
      assert.equal(item.is_stream, 'stream' in body || path.includes('stream'), path);
      assert.deepEqual(other, {
        request_id: id,
        request_method: 'POST',
        request_path: path.split('?', 1)[0],
        images: 1,
        discount: 1,
      });
    }
  });

  it('sums up the log of any period, to the second, both of its ends included', async () => {
    const now = Math.floor(nowMs / 1000);
    for (const [from, to, quota] of [
      [now - 60, now + 60, 67_000],
      [now + 5, now + 60, 0],
      [now - 60, now - 5, 0],
      [now - 60, now - 1, 0],
      [now - 60, now, 67_000],
      [now, now, 67_000],
      [now + 1, now + 60, 0],
      [0, 0, 67_000],
    ] as const) {
      const period = `start_timestamp=${from}&end_timestamp=${to}`;
      const { body } = await get(`/api/log/self/stat?${period}`);
      assert.equal(body.data.quota, quota, `${from - now} to ${to - now}`);
      const { body: log } = await get(`/api/log/self?${period}`);
      assert.equal(log.data.total, quota === 0 ? 0 : 2, `${from - now} to ${to - now}`);
    }
  });

  it('has usage by group and period, without what channels cost the operator', async () => {
    const today = new Date(nowMs).toISOString().slice(0, 10);
    const { body } = await get('/v1/usage?group_by=day,key,model,channel');
    const rows = body.data as unknown as Record<string, unknown>[];
    assert.equal(rows.length, 1);
    assert.deepEqual(
      { ...rows[0], prompt_tokens: 0, output_tokens: 0, key: '' },
      {
        day: today,
        key: '',
        key_name: 'phone',
        model: 'nano-banana-2',
        channel: 'upstream',
        requests: 2,
        succeeded: 1,
        failed: 1,
        cancelled: 0,
        images: 2,
        prompt_tokens: 0,
        output_tokens: 0,
        charged_usd: '0.134',
      },
    );
    assert.deepEqual((await get('/v1/usage?from=2020-01-01&to=2020-02-01')).body.data, []);
    const csv = await fetch(`${gateway.url}/v1/usage?group_by=model&format=csv`, { headers: auth() });
    assert.equal(
      (await csv.text()).split('\r\n')[0],
      'model,requests,succeeded,failed,cancelled,images,prompt_tokens,output_tokens,charged_usd,from,to',
    );
    const window = 'from=2026-11-01T08:10:00Z&to=2026-11-01T08:20:00Z';
    const { body: counted } = await get(`/v1/usage?${window}`);
    assert.deepEqual([counted.from, counted.to], ['2026-11-01T08:00:00.000Z', '2026-11-01T09:00:00.000Z']);
    const turned = await get('/v1/usage?from=2026-11-02&to=2026-11-01');
    assert.match(String(turned.headers.get('content-type')), /^application\/problem\+json/);
    assert.deepEqual([turned.status, turned.body.code, turned.body.param], [400, 'invalid_request', 'to']);
  });

  it('is one to all of its keys, as the pages and the command say', async () => {
    const other = await gateway.app.keys.create({ mode: 'live', name: 'tablet', accountId });
    const headers = { authorization: `Bearer ${other.key}` };
    const { body } = await get('/v1/generations', headers);
    assert.equal((body.data as unknown as unknown[]).length, 2);
    const page = async (path: string) => (await fetch(gateway.url + path)).text();
    assert.match(await page('/docs/authentication.md'), /keys of one account see each other’s prompts/i);
    assert.match(await page('/docs/operators.md'), /give each customer an account/);
    assert.match(tasksCommand().description(), /^Generations of your account/);
  });

  it('is invisible to other accounts, and its live books to its own test keys', async () => {
    const test = await gateway.app.keys.create({ mode: 'test', name: 'test', accountId });
    for (const other of [gateway.liveKey, gateway.testKey, test.key]) {
      const headers = { authorization: `Bearer ${other}` };
      assert.equal((await get('/api/log/self', headers)).body.data.total, 0);
      assert.deepEqual((await get('/v1/usage?group_by=key', headers)).body.data, []);
      assert.equal((await get('/api/user/self', headers)).body.data.request_count, 0);
    }
    assert.equal(
      (await get('/api/user/self', { authorization: `Bearer ${test.key}` })).body.data.unlimited_quota,
      true,
    );
    const { body } = await get('/api/log/self');
    const id = (body.data.items[0]?.other as { request_id: string } | undefined)?.request_id;
    assert.equal((await get(`/v1/generations/${id}`, { authorization: `Bearer ${test.key}` })).status, 404);
    assert.equal((await get(`/v1/generations/${id}`)).status, 200);
  });

  it('shows the live price list to everybody, in the items new-api has', async () => {
    const { body } = await get('/api/pricing', {});
    const items = body.data as unknown as Record<string, unknown>[];
    const item = items.find((each) => each.model_name === 'nano-banana-2');
    assert.deepEqual([item?.quota_type, item?.model_price, item?.model_ratio], [1, 0.067, 0]);
    assert.deepEqual(item?.prices, [
      {
        strategy: '*',
        version: 0,
        unit: 'image',
        usd_per_image: { '0.5K': 0.045, '1K': 0.067, '2K': 0.101, '4K': 0.151 },
      },
    ]);
    assert.equal(items.length, 5);
  });

  it('refuses a missing key in the words of each contract', async () => {
    const none = await get('/api/user/self', {});
    assert.deepEqual([none.status, none.body.success], [401, false]);
    const balance = await get('/api/v1/apikeys/current-balance', {});
    assert.deepEqual([balance.status, balance.body.code, balance.body.data], [401, 401, null]);
    const usage = await get('/v1/usage', {});
    assert.match(String(usage.headers.get('content-type')), /^application\/problem\+json/);
    assert.deepEqual([usage.status, usage.body.code], [401, 'unauthenticated']);
    const wrong = await get('/v1/usage?group_by=account');
    assert.deepEqual([wrong.status, wrong.body.param], [400, 'group_by']);
  });
});

describe('what a channel costs us', () => {
  it('stands beside what the account paid, attempt by attempt', async () => {
    const gateway = await startGateway();
    const { url } = gateway.upstream;
    const channel = {
      provider: 'gemini-api',
      credential: 'x',
      tier: 'official',
      enabled: true,
      settings: {},
    } as const;
    const cost = { 'nano-banana-2': { '1K': 0.04, '2K': 0.07, failed: 0.001 } };
    const costly = await startGateway({
      config: {
        channels: [
          { ...channel, id: 'away', base_url: 'http://127.0.0.1:9', priority: 1, cost },
          { ...channel, id: 'good', base_url: url, priority: 2, cost },
        ],
      },
    });
    const drawn = await costly.post('/v1/images/generations', {
      model: 'nano-banana-2',
      prompt: 'two',
      n: 2,
      resolution: '2K',
    });
    assert.equal(drawn.status, 200);
    const id = drawn.headers.get('x-request-id') as string;
    const database =
      process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL ?? `sqlite:${costly.dataFolder}/plantain.db`;
    const store = await openStore({ url: database });
    const read = (statement: string) => store.read(tamper, { statement });
    const [row] = await read(
      `select charged_micros, cost_micros, channel from generations where id = '${id}'`,
    );
    const attempts = await read(
      `select channel, result, cost_micros from attempts where generation_id = '${id}' order by slot, number`,
    );
    const failures = attempts.filter((attempt) => attempt.channel === 'away');
    assert.ok(failures.length >= 1);
    assert.ok(failures.every((attempt) => attempt.cost_micros === 1_000));
    assert.deepEqual(
      attempts.filter((attempt) => attempt.result === 'delivered').map((attempt) => attempt.cost_micros),
      [70_000, 70_000],
    );
    assert.deepEqual(
      [row?.charged_micros, row?.cost_micros, row?.channel],
      [202_000, 140_000 + failures.length * 1_000, 'good'],
    );
    await store.close();
    await costly.close();
    await gateway.close();
  });
});
