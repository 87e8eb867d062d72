import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { firstOwner, personOf, signIn } from '../console/console.test.kit.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { sendRecorded } from './recorded-request.test.kit.ts';

interface Token {
  readonly id: number;
  readonly user_id: number;
  readonly key: string;
  readonly name: string;
  readonly status: number;
  readonly remain_quota: number;
  readonly used_quota: number;
  readonly unlimited_quota: boolean;
  readonly model_limits_enabled: boolean;
  readonly model_limits: string;
  readonly allow_ips: string;
  readonly expired_time: number;
}

const order = { model: 'nano-banana-2', prompt: 'a lake', resolution: '0.5K' };

describe("scripts written for new-api's management routes", () => {
  let gateway: TestGateway;
  let access: string;
  let aheadMs = 0;
  before(async () => {
    gateway = await startGateway({ clock: { now: () => Date.now() + aheadMs } });
    const settings = { manageKeys: true };
    ({ key: access } = await gateway.app.keys.create({ mode: 'live', name: 'access', settings }));
  });
  after(() => gateway.close());

  // biome-ignore lint/suspicious/noExplicitAny: read as the scripts read it
  async function replay(name: string, blanks: Record<string, string> = {}): Promise<any> {
    const open = { key: access, png: Buffer.alloc(0), ...blanks };
    const answer = await sendRecorded(gateway.url, name, open, 'script-requests');
    return { status: answer.status, ...(JSON.parse(answer.text) as object) };
  }
  const ask = (key: string, path: string, method = 'GET', body?: object) =>
    fetch(`${gateway.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const draw = async (key: string, other: object = {}) =>
    (await ask(key, '/v1/images/generations', 'POST', { ...order, ...other })).status;

  it('make a key that works as it was ordered, find it, change it, switch it off and remove it', async () => {
    const created = await replay('create');
    assert.equal(created.success, true);
    const { id, key } = created.data as Token;
    assert.match(key, /^pt_live_/);
    assert.equal(await draw(key), 200);
    assert.equal(
      await draw(key, { model: 'nano-banana-pro', resolution: '1K', n: 2 }),
      403,
      'beyond its 20 cents',
    );
    assert.equal(await draw(key, { model: 'nano-banana', resolution: '1K' }), 403, 'not among its models');

    const tokens = (await replay('list')).data.items as Token[];
    const [found] = (await replay('search')).data.items as Token[];
    assert.deepEqual(tokens[0], found);
    assert.deepEqual(
      tokens.map(({ name }) => name),
      ['Production', 'live'],
    );
    assert.ok(found && !JSON.stringify(found).includes(key));
    assert.deepEqual(
      [found.id, found.name, found.status, found.expired_time, found.model_limits],
      [id, 'Production', 1, -1, 'nano-banana-2,nano-banana-pro'],
    );
    const { data: self } = (await (await ask(access, '/api/user/self')).json()) as { data: { id: number } };
    assert.equal(found.user_id, self.id);
    assert.equal(found.used_quota + found.remain_quota, 100_000);
    assert.equal(found.used_quota, 22_500, '4.5 cents');

    const updated = await replay('update', { id: String(id) });
    assert.deepEqual(
      [updated.data.name, updated.data.remain_quota, updated.data.model_limits],
      ['Production-Updated', 200_000, 'nano-banana-2'],
    );
    assert.equal((await replay('stat')).data.quota, 22_500);

    assert.equal((await replay('switch', { id: String(id), status: '2' })).data.status, 2);
    await refusedSoon(key);
    assert.equal((await replay('switch', { id: String(id), status: '1' })).data.status, 1);
    aheadMs += 1_001;
    assert.equal(await draw(key), 200);

    assert.deepEqual(await replay('delete', { id: String(id) }), { status: 200, success: true, message: '' });
    await refusedSoon(key);
    const { items, ...page } = (await replay('list-for-costs')).data;
    assert.deepEqual(page, { page: 1, page_size: 100, total: 1 });
    assert.equal(items[0].name, 'live');
    assert.equal((await replay('delete', { id: String(id) })).success, false);
  });

  /** Every process follows within a second. */
  async function refusedSoon(key: string): Promise<void> {
    aheadMs += 1_001;
    assert.equal((await ask(key, '/v1/models')).status, 401);
  }

  it("read models where Google's OpenAI-compatible address has them", async () => {
    const list = await replay('models');
    assert.deepEqual([list.object, list.success], ['list', true]);
    const ids = list.data.map(({ id }: { id: string }) => id);
    assert.ok(ids.includes('nano-banana-2') && ids.includes('gemini-3-pro-image'));
    assert.equal((await ask(access, '/v1beta/openai/models/nano-banana-2')).status, 200);
  });

  it('are refused without the right to manage keys, which no key made here has', async () => {
    const { data } = await replay('create');
    for (const key of [data.key as string, gateway.liveKey]) {
      for (const [method, path, body] of [
        ['GET', '/api/token/'],
        ['GET', '/api/token/search?keyword=a'],
        ['GET', `/api/token/${data.id}`],
        ['POST', '/api/token/', { name: 'more' }],
        ['PUT', '/api/token', { id: data.id, unlimited_quota: true }],
        ['DELETE', `/api/token/${data.id}`],
      ] as const) {
        const answer = await ask(key, path, method, body);
        assert.equal(answer.status, 403, `${method} ${path}`);
        assert.equal(((await answer.json()) as { success: boolean }).success, false);
      }
    }
    await replay('delete', { id: String(data.id) });
  });

  it('see neither other accounts, nor the other mode, nor keys with rights of operators', async () => {
    const owner = await firstOwner(gateway);
    const account = await owner.json('POST', '/admin/accounts', { name: 'Other' });
    const settings = { manageKeys: true };
    const others = [
      await gateway.app.keys.create({ mode: 'live', name: 'other', accountId: account.id }),
      await gateway.app.keys.create({ mode: 'test', name: 'of the other mode' }),
      await gateway.app.keys.create({ mode: 'live', name: 'pins', settings: { pinChannels: true } }),
      await gateway.app.keys.create({ mode: 'live', name: 'manages', settings }),
    ];
    const { data } = (await (await ask(access, '/api/token/?page_size=100')).json()) as {
      data: { items: Token[] };
    };
    assert.deepEqual(
      data.items.map(({ name }) => name),
      ['live'],
    );
    const numbers = await Promise.all(
      others.map(async ({ key }) => (await ask(access, `/api/token/search?token=${key}`)).json()),
    );
    for (const found of numbers) assert.equal((found as { data: { total: number } }).data.total, 0);
    for (let number = 1; number <= 12; number += 1) {
      const status = (await ask(access, `/api/token/${number}`)).status;
      assert.equal(status, data.items.some(({ id }) => id === number) ? 200 : 404, String(number));
    }
  });

  it('work for who is signed in: a customer in its own account, a viewer only looking', async () => {
    const [first] = await gateway.app.users.list();
    const link = await gateway.app.users.link(first?.id as string, { actor: 'test' });
    const owner = await signIn(gateway, link);
    const account = await owner.json('POST', '/admin/accounts', { name: 'Third' });
    const customer = await personOf(gateway, owner, 'customer', account.id);
    const made = await customer.json('POST', '/api/token/', { name: 'mine', unlimited_quota: true });
    assert.match(made.data.key, /^pt_live_/);
    const { data } = await customer.json('GET', '/api/token/');
    assert.deepEqual(
      data.items.map(({ name }: Token) => name),
      ['mine'],
    );
    const viewer = await personOf(gateway, owner, 'viewer');
    assert.equal((await viewer.ask('GET', '/api/token/')).status, 200);
    assert.equal((await viewer.ask('POST', '/api/token/', { name: 'x' })).status, 403);
  });

  it('are told which field is wrong, and nothing is made', async () => {
    for (const [field, body] of Object.entries({
      name: { name: '' },
      remain_quota: { remain_quota: -1 },
      model_limits: { model_limits_enabled: true, model_limits: 'gpt-4o' },
      allow_ips: { allow_ips: 'not an address' },
      group: { group: 'vip' },
      expired_time: { expired_time: 'tomorrow' },
      'expired_time: must be a time to come': { expired_time: 1_700_000_000 },
    })) {
      const answer = await ask(access, '/api/token/', 'POST', { name: 'x', ...body });
      assert.equal(answer.status, 400, field);
      assert.match(((await answer.json()) as { message: string }).message, new RegExp(field));
    }
    assert.equal((await replay('search')).data.total, 0);
  });

  const made = async (body: object): Promise<Token> =>
    ((await (await ask(access, '/api/token/', 'POST', body)).json()) as { data: Token }).data;
  const change = async (body: object) => {
    const answer = await ask(access, '/api/token/', 'PUT', body);
    return { status: answer.status, ...((await answer.json()) as { message: string; data?: Token }) };
  };
  const told = async (id: number): Promise<Token> =>
    ((await (await ask(access, `/api/token/${id}`)).json()) as { data: Token }).data;

  it('send a whole token back with one thing changed, and that thing changes', async () => {
    const { id, key } = await made({ name: 'whole', unlimited_quota: true });
    const open = await told(id);
    assert.equal((await change({ ...open })).status, 200);
    assert.deepEqual(await told(id), open, 'nothing changed');

    const limits = { model_limits_enabled: true, model_limits: 'nano-banana-pro' };
    assert.equal((await change({ ...open, ...limits })).data?.model_limits, 'nano-banana-pro');
    aheadMs += 1_001;
    assert.equal(await draw(key), 403, 'limited');
    const limited = await told(id);
    const moved = await change({ ...limited, model_limits: 'nano-banana-2' });
    assert.equal(moved.data?.model_limits, 'nano-banana-2');
    const ranges = { ...(await told(id)), allow_ips: '10.0.0.0/8' };
    assert.equal((await change(ranges)).data?.allow_ips, '10.0.0.0/8');
    const shut = await change({ ...(await told(id)), subnet: '10.1.0.0/16' });
    assert.equal(shut.status, 400, 'two lists of addresses');
    const opened = await change({ ...(await told(id)), model_limits_enabled: false, allow_ips: '' });
    assert.deepEqual(opened.data, open);
  });

  it('are refused what contradicts itself or would open a key unsaid', async () => {
    const { id, key } = await made({ name: 'shut', unlimited_quota: true, models: ['nano-banana-pro'] });
    for (const [field, body] of [
      ['model_limits', { model_limits_enabled: true, model_limits: '' }],
      ['model_limits', { model_limits_enabled: true, model_limits: '[]' }],
      ['models', { model_limits_enabled: true, model_limits: 'nano-banana', models: ['nano-banana-2'] }],
      ['models', { model_limits_enabled: false, model_limits: '', models: ['nano-banana-2'] }],
      ['remain_quota', { unlimited_quota: false }],
      ['expired_time', { expired_time: 0 }],
      ['expired_time', { expired_time: 1_700_000_000 }],
    ] as const) {
      const { status, message } = await change({ id, name: 'changed', ...body });
      assert.equal(status, 400, JSON.stringify(body));
      assert.match(message, new RegExp(field));
    }
    assert.equal((await change({ id, model_limits: '[]' })).status, 200, 'says nothing');
    const { name, model_limits, unlimited_quota } = await told(id);
    assert.deepEqual([name, model_limits, unlimited_quota], ['shut', 'nano-banana-pro', true]);
    assert.equal(await draw(key), 403);
    assert.equal((await ask(access, '/api/token/', 'POST', { name: 'x', expired_time: 0 })).status, 400);
  });

  it('see 3 of a token that expired, and 2 as long as it is off', async () => {
    const inAnHour = Math.floor((Date.now() + aheadMs) / 1_000) + 3_600;
    const { id, status } = await made({ name: 'short', unlimited_quota: true, expired_time: inAnHour });
    assert.equal(status, 1);
    aheadMs += 3_600_000;
    const expired = await told(id);
    assert.equal(expired.status, 3);
    assert.equal((await change({ ...expired, status: 2 })).data?.status, 2);
    assert.equal((await change({ id, status: 1, expired_time: -1 })).data?.status, 1);
  });

  it('are written into the log of actions with where they came from', async () => {
    const owner = await signIn(
      gateway,
      await gateway.app.users.link((await gateway.app.users.list())[0]?.id as string, { actor: 'test' }),
    );
    await made({ name: 'by a key' });
    await owner.ask('POST', '/api/token/', { name: 'by a person' });
    await owner.json('POST', '/v1/callbacks/secrets', {});
    const { data } = await owner.json('GET', '/admin/actions?limit=3');
    type Action = { actor: string; address: string; request_id: string; action: string };
    const [secret, person, key] = data as Action[];
    assert.deepEqual([person?.action, key?.action], ['key.create', 'key.create']);
    assert.equal(secret?.actor, person?.actor);
    assert.equal(person?.actor, `user:${(await owner.json('GET', '/session')).name}`);
    assert.match(key?.actor ?? '', /^key:key_/);
    for (const row of [secret, person, key]) {
      assert.equal(row?.address, '127.0.0.1');
      assert.match(row?.request_id ?? '', /^\d{23}\w{22}$/);
    }
  });

  it('cannot enable what an operator disabled, but what was disabled here', async () => {
    const { id } = await made({ name: 'off', unlimited_quota: true });
    const [key] = (await gateway.app.keys.list()).filter(({ name }) => name === 'off');
    const disable = (disabled: boolean) =>
      gateway.app.keys.update(key?.id ?? '', { settings: { disabled } }, { actor: 'operator' });
    await disable(true);
    assert.equal((await change({ id, status: 2 })).status, 200, 'disabled once more');
    const refused = await change({ id, status: 1 });
    assert.deepEqual([refused.status, (await told(id)).status], [403, 2]);
    assert.match(refused.message, /operator/);
    await disable(false);
    assert.equal((await change({ id, status: 2 })).data?.status, 2);
    assert.equal((await change({ id, status: 1 })).data?.status, 1);
  });

  it('make and open no key wider than the addresses of the one that manages', async () => {
    const ipAllow = ['127.0.0.0/8', '::1'];
    const settings = { manageKeys: true, ipAllow };
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'held', settings });
    const send = async (method: string, body: object) => {
      const answer = await ask(key, '/api/token/', method, body);
      return { status: answer.status, ...((await answer.json()) as { data?: Token }) };
    };
    const inherited = await send('POST', { name: 'inherits' });
    assert.equal(inherited.data?.allow_ips, ipAllow.join('\n'));
    const narrower = await send('POST', { name: 'narrower', allow_ips: '127.1.0.0/16' });
    assert.equal(narrower.data?.allow_ips, '127.1.0.0/16');
    assert.equal((await send('POST', { name: 'wider', allow_ips: '126.0.0.0/7' })).status, 403);
    const { id } = narrower.data as Token;
    assert.equal((await send('PUT', { id, allow_ips: '' })).status, 403);
    assert.equal((await send('PUT', { id, allow_ips: '10.0.0.0/8' })).status, 403);
    const open = await made({ name: 'wide before' });
    assert.equal((await send('PUT', { id: open.id, name: 'renamed', allow_ips: '' })).status, 200);
  });

  it('leave what an operator set, or set less', async () => {
    const budget = { dayMicros: 5_000, totalMicros: 9_000 };
    const { id } = await gateway.app.keys.create({ mode: 'live', name: 'bounded', settings: { budget } });
    const found = (await (await ask(access, '/api/token/search?keyword=bounded')).json()) as {
      data: { items: Token[] };
    };
    const change = (fields: object) =>
      ask(access, '/api/token/', 'PUT', { id: found.data.items[0]?.id, ...fields });
    assert.equal((await change({ unlimited_quota: true })).status, 403);
    assert.equal((await change({ remain_quota: 5_000 })).status, 403);
    const tighter = { remain_quota: 4_000, allow_ips: '10.0.0.0/8\n::1' };
    assert.equal((await change(tighter)).status, 200);
    const { settings } = await gateway.app.keys.show(id);
    assert.deepEqual(settings, {
      budget: { dayMicros: 5_000, totalMicros: 8_000 },
      ipAllow: ['10.0.0.0/8', '::1'],
      setByOperator: { budget },
    });
  });
});
