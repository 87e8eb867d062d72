import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { firstOwner, type Json, personOf, type Visitor } from './console.test.kit.ts';

const testMode = { 'x-plantain-mode': 'test' };
const order = { model: 'nano-banana-2', prompt: 'a small lake', resolution: '0.5K', wait: 60 };

describe('roles of the console', () => {
  let gateway: TestGateway;
  let owner: Visitor;
  let accounts: string[];

  before(async () => {
    gateway = await startGateway();
    owner = await firstOwner(gateway);
    accounts = [];
    for (const name of ['One', 'Two']) {
      const account = await owner.json('POST', '/admin/accounts', { name, kind: 'prepaid' });
      const funds = { amount_micros: 5_000_000, mode: 'test', reason: 'a start' };
      await owner.ask('POST', `/admin/accounts/${account.id}/top-ups`, funds);
      accounts.push(account.id);
    }
  });
  after(() => gateway.close());

  it('let an operator do everything but users, and a viewer only look', async () => {
    const operator = await personOf(gateway, owner, 'operator');
    const viewer = await personOf(gateway, owner, 'viewer');
    const statuses = async (person: Visitor) => [
      (await person.ask('GET', '/admin/keys')).status,
      (await person.ask('POST', '/admin/keys', { name: 'made in the console' })).status,
      (await person.ask('POST', '/v1/generations', order, testMode)).status,
      (await person.ask('GET', '/users')).status,
    ];
    assert.deepEqual(await statuses(operator), [200, 201, 200, 403]);
    assert.deepEqual(await statuses(viewer), [200, 403, 403, 403]);
    const priced = { model: order.model };
    assert.equal((await viewer.ask('POST', '/v1/generations/quote', priced, testMode)).status, 200);
  });

  it('show a customer its own account and nothing of another', async () => {
    const [one, two] = (await Promise.all(
      accounts.map((accountId) => personOf(gateway, owner, 'customer', accountId)),
    )) as [Visitor, Visitor];
    const made = await two.json('POST', '/v1/generations', order, testMode);
    assert.equal(made.status, 'succeeded');
    const key = await two.json('POST', '/own/keys', { name: 'mine', mode: 'test' });
    assert.match(key.key, /^pt_test_/);
    assert.equal(key.account_id, accounts[1]);

    const byKey = await two.json('GET', '/usage?mode=test&group_by=key');
    assert.deepEqual(
      byKey.data.map((row: Json) => row.key_name),
      ['Console'],
    );
    for (const path of [`/generations/${made.id}?mode=test`, `/v1/generations/${made.id}`]) {
      assert.equal((await two.ask('GET', path, undefined, testMode)).status, 200, path);
      assert.equal((await one.ask('GET', path, undefined, testMode)).status, 404, path);
    }
    const listed = await one.json('GET', `/generations?mode=test&account_id=${accounts[1]}`);
    assert.deepEqual(listed.data, []);
    const usage = await one.json('GET', `/usage?mode=test&account_id=${accounts[1]}`);
    assert.deepEqual(usage.data, []);
    for (const [method, path] of [
      ['PATCH', `/own/keys/${key.id}`],
      ['POST', `/own/keys/${key.id}/rotate`],
      ['POST', `/own/keys/${key.id}/revoke`],
    ] as const) {
      assert.equal((await one.ask(method, path, {})).status, 404, path);
    }
    const asOther = { ...testMode, 'x-plantain-account': accounts[1] as string };
    assert.equal((await one.ask('POST', '/v1/generations', order, asOther)).status, 403);
    for (const path of ['/admin/keys', '/admin/accounts', '/admin/channels', '/users']) {
      assert.equal((await two.ask('GET', path)).status, 403, path);
    }
    assert.equal((await two.json('GET', '/own/account')).id, accounts[1]);
    const detail = await two.json('GET', `/generations/${made.id}?mode=test`);
    assert.ok(!('attempts_internal' in detail));
  });

  it('do not let a customer set what is for operators', async () => {
    const customer = await personOf(gateway, owner, 'customer', accounts[0]);
    for (const field of [{ account_id: accounts[1] }, { pin_channels: true }]) {
      assert.equal((await customer.ask('POST', '/own/keys', { name: 'x', ...field })).status, 400);
    }
  });

  it('let operators delete images of anybody, a customer its own, and a viewer none', async () => {
    const operator = await personOf(gateway, owner, 'operator');
    const viewer = await personOf(gateway, owner, 'viewer');
    const [one, two] = (await Promise.all(
      accounts.map((accountId) => personOf(gateway, owner, 'customer', accountId)),
    )) as [Visitor, Visitor];
    const made = async () => (await one.json('POST', '/v1/generations', order, testMode)).id as string;
    const statusOf = async (person: Visitor, within: string, id: string) =>
      (await person.ask('DELETE', `/${within}/generations/${id}/images`, undefined, testMode)).status;
    const first = await made();
    for (const within of ['admin', 'v1']) assert.equal(await statusOf(viewer, within, first), 403);
    assert.deepEqual([await statusOf(two, 'admin', first), await statusOf(two, 'v1', first)], [403, 404]);
    assert.equal(await statusOf(one, 'v1', first), 200);
    const second = await made();
    assert.equal(await statusOf(operator, 'admin', second), 200);
    const { data } = await owner.json('GET', '/generations?mode=test&limit=2');
    assert.deepEqual(
      data.map(({ id, images }: Json) => [id, images.length]),
      [
        [second, 0],
        [first, 0],
      ],
    );
  });
});

describe("an operator's keys in a customer's account", () => {
  let gateway: TestGateway;
  let owner: Visitor;
  let customer: Visitor;
  let account_id: string;

  before(async () => {
    gateway = await startGateway();
    owner = await firstOwner(gateway);
    account_id = (await owner.json('POST', '/admin/accounts', { name: 'One' })).id;
    customer = await personOf(gateway, owner, 'customer', account_id);
  });
  after(() => gateway.close());

  it('that may name a channel are neither seen nor changed, rotated or revoked by the customer', async () => {
    const { id } = await owner.json('POST', '/admin/keys', { name: 'pins', account_id, pin_channels: true });
    const mine = await customer.json('POST', '/own/keys', { name: 'mine' });
    const listed = await customer.json('GET', '/own/keys');
    assert.deepEqual(
      listed.data.map((key: Json) => key.id),
      [mine.id],
    );
    for (const [method, path] of [
      ['PATCH', `/own/keys/${id}`],
      ['POST', `/own/keys/${id}/rotate`],
      ['POST', `/own/keys/${id}/revoke`],
    ] as const) {
      assert.equal((await customer.ask(method, path, {})).status, 404, path);
    }
    const after = await owner.json('GET', `/admin/keys/${id}`);
    assert.equal(after.revoked_at, null);
  });

  it('and limits an operator set are shown to the customer, who may tighten them alone', async () => {
    const order = { name: 'given', account_id, requests_per_minute: 60, models: ['nano-banana-2'] };
    const { id } = await owner.json('POST', '/admin/keys', order);
    const listed = await customer.json('GET', '/own/keys');
    const bound = listed.data.find((key: Json) => key.id === id).set_by_operator;
    assert.deepEqual([bound.requests_per_minute, bound.models], [60, ['nano-banana-2']]);
    const limit = async (requests_per_minute: number | null) => {
      const answer = await customer.ask('PATCH', `/own/keys/${id}`, { requests_per_minute });
      return [answer.status, JSON.stringify(await answer.json())] as const;
    };
    assert.equal((await limit(30))[0], 200);
    for (const looser of [61, null]) {
      const [status, text] = await limit(looser);
      assert.equal(status, 403);
      assert.match(text, /requests_per_minute: an operator allowed this key at most 60/);
    }
    assert.equal((await limit(60))[0], 200);
  });

  it('and those an operator disabled are enabled by operators alone', async () => {
    const { id } = await customer.json('POST', '/own/keys', { name: 'mine', disabled: true });
    const turn = async (who: Visitor, path: string, disabled: boolean) => {
      const answer = await who.ask('PATCH', `${path}/${id}`, { disabled });
      return [answer.status, ((await answer.json()) as Json).disabled_by];
    };
    assert.deepEqual(await turn(customer, '/own/keys', false), [200, null]);
    assert.deepEqual(await turn(customer, '/own/keys', true), [200, 'account']);
    assert.deepEqual(await turn(owner, '/admin/keys', true), [200, 'operator']);
    assert.equal((await turn(customer, '/own/keys', false))[0], 403);
    assert.deepEqual(await turn(customer, '/own/keys', true), [200, 'operator']);
    assert.deepEqual(await turn(owner, '/admin/keys', false), [200, null]);
  });
});

describe('a person in two accounts', () => {
  it('repeats no request of the one in the other, nor of one mode in the other', async () => {
    const gateway = await startGateway();
    const owner = await firstOwner(gateway);
    const account = await owner.json('POST', '/admin/accounts', { name: 'One' });
    const ids: string[] = [];
    for (const who of [
      testMode,
      testMode,
      { ...testMode, 'x-plantain-account': account.id },
      { 'x-plantain-mode': 'live' },
    ]) {
      const made = await owner.json('POST', '/v1/generations', order, { ...who, 'idempotency-key': 'once' });
      ids.push(made.id);
    }
    await gateway.close();
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids.filter((id) => id !== undefined)).size, 3, JSON.stringify(ids));
  });
});

describe('generations in the console', () => {
  let gateway: TestGateway;
  let owner: Visitor;

  before(async () => {
    gateway = await startGateway();
    owner = await firstOwner(gateway);
  });
  after(() => gateway.close());

  it('are found by a part of the prompt, by id and by state, page by page', async () => {
    const ids: string[] = [];
    for (const prompt of ['a red boat', 'a blue boat', 'SAFETY_BLOCK a green tree']) {
      ids.push((await owner.json('POST', '/v1/generations', { ...order, prompt }, testMode)).id);
    }
    const find = async (query: string) => {
      const found = await owner.json('GET', `/generations?mode=test&${query}`);
      return found.data.map(({ id }: { id: string }) => ids.indexOf(id));
    };
    assert.deepEqual(await find('text=BOAT'), [1, 0]);
    assert.deepEqual(await find(`text=${ids[0]}`), [0]);
    assert.deepEqual(await find('state=cancelled'), []);
    const first = await owner.json('GET', '/generations?mode=test&limit=2');
    assert.equal(first.data.length, 2);
    const second = await owner.json('GET', `/generations?mode=test&limit=2&after=${first.next}`);
    assert.deepEqual(
      second.data.map(({ id }: { id: string }) => id),
      [ids[0]],
    );
    assert.equal(second.next, null);
    assert.deepEqual((await owner.json('GET', '/generations')).data, [], 'live ones apart');
  });

  it('are asked for by whole ids only: anything else is absent, and starts no search', async () => {
    for (const id of ['boat', '%20', '2026', '0'.repeat(45), "'"]) {
      const response = await owner.ask('GET', `/generations/${id}?mode=test`);
      assert.equal(response.status, 404, id);
    }
  });

  it('have a small picture, only for who is signed in', async () => {
    const { data } = await owner.json('GET', '/generations?mode=test&text=boat');
    const { thumbnail } = data[0].images[0];
    const picture = await fetch(gateway.url + thumbnail, { headers: { cookie: owner.cookie } });
    assert.equal(picture.headers.get('content-type'), 'image/webp');
    assert.ok((await picture.arrayBuffer()).byteLength < 60_000);
    assert.equal((await fetch(gateway.url + thumbnail)).status, 401);
    const gone = `${gateway.url}/console/api/thumbnails/2026/01/01/sync-image/none.png`;
    assert.equal((await fetch(gone, { headers: { cookie: owner.cookie } })).status, 404);
  });

  it('are counted minute by minute in the last hour, and by hours and days before, with their latencies', async () => {
    for (const [range, count, bucketMs] of [
      ['1h', 60, 60_000],
      ['24h', 24, 3_600_000],
      ['7d', 28, 21_600_000],
      ['30d', 30, 86_400_000],
    ] as const) {
      const activity = await owner.json('GET', `/activity?mode=test&range=${range}`);
      assert.equal(activity.buckets.length, count, range);
      assert.equal(activity.bucket_ms, bucketMs, range);
      const sum = (name: string) =>
        activity.buckets.reduce((total: number, bucket: Json) => total + Number(bucket[name]), 0);
      assert.ok(sum('images') >= 2, range);
      assert.equal(sum('requests'), sum('succeeded') + sum('failed'), range);
      assert.ok(activity.latency_ms.p50 > 0 && activity.latency_ms.p99 >= activity.latency_ms.p50);
      assert.ok(activity.buckets.some((bucket: Json) => bucket.p95_ms >= bucket.p50_ms && bucket.p50_ms > 0));
    }
    assert.equal((await owner.ask('GET', '/activity?mode=test&range=1y')).status, 400);
  });
});
