import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { firstOwner, type Json, personOf, type Visitor } from './console.test.kit.ts';

describe('a generation in the console', () => {
  let gateway: TestGateway;
  let owner: Visitor;
  before(async () => {
    gateway = await startGateway({ env: { PLANTAIN_READS_PER_MINUTE: '70000' } });
    owner = await firstOwner(gateway);
  });
  after(() => gateway.close());

  const model = 'nano-banana-2';
  const detail = async (person: Visitor, id: string): Promise<Json> =>
    person.json('GET', `/generations/${id}?mode=live`);

  it('tells what its client was told, with the picture named and not shown in bytes', async () => {
    const body = { model, resolution: '0.5K', response_format: 'b64_json' };
    const answer = await gateway.post('/v1/images/generations', {
      ...body,
      prompt: 'pt_live_0123456789 a lake',
    });
    assert.equal(answer.status, 200);
    const seen = await detail(owner, answer.headers.get('x-plantain-generation') ?? '');
    assert.equal(seen.raw_response.status, 200);
    assert.match(seen.raw_response.body, /"b64_json":"\(\d{4}\/.*bytes in base64\)"/);
    assert.ok(seen.raw_response.body.length < 2_000);
    assert.match(seen.raw_request, /"prompt":"pt_live_… a lake"/);
    assert.deepEqual(seen.callbacks, []);
  });

  it('tells the refusal in the words of its contract', async () => {
    const prompt = '#emulate(block, reason=PROHIBITED_CONTENT)';
    const messages = [{ role: 'user', content: prompt }];
    for (const [path, body] of [
      ['/v1/images/generations', { model, prompt }],
      ['/v1/chat/completions', { model, messages }],
      ['/api/v1/chat/completions', { model, messages }],
    ] as const) {
      const answer = await gateway.post(path, body);
      assert.equal(answer.status, 400);
      const seen = await detail(owner, answer.headers.get('x-plantain-generation') ?? '');
      assert.equal(seen.raw_response.status, 400);
      assert.deepEqual(JSON.parse(seen.raw_response.body), await answer.json(), path);
    }
  });

  it('has the callbacks of its own end and of no other', async () => {
    const task = async () =>
      (
        await gateway.post('/v1/generations', {
          model,
          prompt: 'a boat',
          resolution: '0.5K',
          callback_url: `http://127.0.0.1:${new URL(gateway.url).port}/nobody`,
        })
      ).json() as Promise<{ id: string }>;
    const [one] = [await task(), await task()];
    let seen: Json;
    do seen = await detail(owner, one.id);
    while (seen.finished_at === null);
    assert.equal(seen.callbacks.length, 1);
    assert.equal(seen.callbacks[0].generation_id, one.id);
    assert.equal(seen.raw_response.status, 200);
    assert.equal(JSON.parse(seen.raw_response.body).id, one.id);
  });

  it('hides from customers what upstreams said, and the settings of the gateway', async () => {
    const account = await owner.json('POST', '/admin/accounts', { name: 'One', kind: 'unlimited' });
    const customer = await personOf(gateway, owner, 'customer', account.id);
    const live = { 'x-plantain-mode': 'live' };
    const made = await customer.json('POST', '/v1/generations', { model, prompt: 'a boat', wait: 60 }, live);
    const seen = await detail(customer, made.id);
    assert.ok(seen.raw_request.includes('a boat'));
    assert.equal(seen.attempts_internal, undefined);
    assert.equal((await customer.ask('GET', '/settings')).status, 403);
  });

  it('was made under settings that operators can read, none of which is a secret', async () => {
    const { data } = await owner.json('GET', '/settings');
    const value = (name: string) => data.find((each: Json) => each.name === name)?.value;
    assert.equal(value('PLANTAIN_RETENTION_DAYS'), 15);
    assert.match(value('DATABASE_URL'), /^(SQLite|PostgreSQL)$/);
    assert.ok(data.every((each: Json) => !/KEY|TOKEN|SECRET/.test(each.name)));
  });

  it('says of each setting whether the environment sets it, and what it would be otherwise', async () => {
    const { data } = await owner.json('GET', '/settings');
    const told = (name: string) => data.find((each: Json) => each.name === name);
    assert.deepEqual(told('PLANTAIN_READS_PER_MINUTE'), {
      name: 'PLANTAIN_READS_PER_MINUTE',
      group: 'limits',
      value: 70_000,
      default: 60_000,
      set_in: 'environment',
    });
    assert.deepEqual(told('PLANTAIN_VERIFY_HOURS'), {
      name: 'PLANTAIN_VERIFY_HOURS',
      group: 'checks',
      value: null,
      default: null,
      set_in: 'default',
    });
    assert.deepEqual([told('PLANTAIN_FSYNC').default, told('DATABASE_URL').default], [false, 'SQLite']);
  });

  it('is found by when it was accepted, together with the other filters, page by page', async () => {
    const key = await gateway.app.keys.create({ mode: 'live', name: 'of the period' });
    const made: string[] = [];
    for (const [count, prompt] of ['a pier', 'a quay', '#emulate(status, code=400)', 'a jetty'].entries()) {
      const answer = await gateway.post(
        '/v1/images/generations',
        { model, resolution: '0.5K', prompt },
        { authorization: `Bearer ${key.key}` },
      );
      assert.equal(answer.status, count === 2 ? 400 : 200);
      made.push(answer.headers.get('x-plantain-generation') ?? '');
    }
    const times = await Promise.all(
      made.map(async (id): Promise<string> => (await detail(owner, id)).created_at),
    );
    const found = async (filter: Record<string, string>): Promise<string[]> => {
      const pages: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: Json = await owner.json(
          'GET',
          `/generations?${new URLSearchParams({ mode: 'live', limit: '1', after: next, ...filter })}`,
        );
        pages.push(...page.data.map(({ id }: { id: string }) => id));
        next = page.next;
      }
      return pages;
    };
    const [first, second, third, fourth] = times as [string, string, string, string];
    const ids = (...places: number[]) => places.map((place) => made[place]);
    assert.deepEqual(await found({ from: second }), ids(3, 2, 1));
    assert.deepEqual(await found({ from: second, to: fourth }), ids(2, 1));
    assert.deepEqual(await found({ from: second, state: 'succeeded', account_id: 'default' }), ids(3, 1));
    assert.deepEqual(await found({ from: first, to: third, text: 'QUAY' }), ids(1));
    assert.deepEqual((await found({ to: second }))[0], made[0]);
    assert.deepEqual(await found({ from: '2100-01-01' }), []);
  });

  it('refuses a period that is none, and says which end of it', async () => {
    for (const [query, param] of [
      ['from=last+week', 'from'],
      ['to=2026-02-30x', 'to'],
      ['from=2026-11-02&to=2026-11-02', 'to'],
    ] as const) {
      const refused = await owner.ask('GET', `/generations?${query}`);
      assert.equal(refused.status, 400, query);
      const problem = (await refused.json()) as Json;
      assert.equal(problem.param, param, query);
      assert.match(problem.detail, param === 'from' || query.startsWith('to') ? /must be a date/ : /later/);
    }
  });
});
