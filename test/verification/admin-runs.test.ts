import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

const token = 'canary-admin-token-0123456789';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly requests: { readonly planned: number; readonly done: number };
  readonly rows: { readonly passed: number; readonly failed: number };
  readonly spent_usd: string;
  readonly finished_at: string | null;
}

describe('runs of checks through the admin API', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({
      env: { PLANTAIN_ADMIN_TOKEN: token, PLANTAIN_VERIFY_OUTPOST: '127.0.0.1' },
    });
  });
  after(() => gateway.close());

  async function ask<Body = Run>(method: string, target: string, body?: unknown) {
    const response = await fetch(`${gateway.url}/admin/v1/verification${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, json: (await response.json()) as Body };
  }
  async function ended(id: string): Promise<Run> {
    for (const startedMs = Date.now(); Date.now() - startedMs < 60_000; ) {
      const { json } = await ask('GET', `/runs/${id}`);
      if (json.finished_at !== null) return json;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the run ${id} does not end`);
  }
  const small = {
    channel: 'upstream',
    models: ['nano-banana-2-lite'],
    contracts: ['generations'],
    features: ['aspect-ratio'],
  };

  it('are quoted without being made, and cost at most what is said', async () => {
    const quote = await ask<{ requests: number; rows: number; quote_usd: string }>('POST', '/quotes', small);
    assert.deepEqual([quote.status, quote.json.requests, quote.json.rows], [200, 14, 14]);
    assert.ok(Number(quote.json.quote_usd) > 0);
    const uncapped = await ask<{ param: string }>('POST', '/runs', small);
    assert.deepEqual([uncapped.status, uncapped.json.param], [400, 'cap_usd']);
    for (const [name, known] of Object.entries({
      models: small.models,
      contracts: ['mcp'],
      features: ['billing'],
    })) {
      const wish = { ...small, [name]: [...known, 'misspelt'] };
      const refused = await ask<{ param: string; detail: string }>('POST', '/quotes', wish);
      assert.deepEqual([refused.status, refused.json.param], [400, name]);
      assert.match(refused.json.detail, /misspelt/);
    }
    assert.equal((await ask('POST', '/runs', { ...small, channel: 'nothing', cap_usd: 1 })).status, 404);
    assert.deepEqual((await ask<{ data: unknown[] }>('GET', '/runs')).json.data, []);
  });

  it('go on to the end of the table when they are resumed, and keep what they cost before', async () => {
    const begun = await ask('POST', '/runs', { ...small, cap_usd: 0.1 });
    assert.equal(begun.status, 202);
    const capped = await ended(begun.json.id);
    assert.equal(capped.status, 'capped');
    assert.ok(Number(capped.spent_usd) > 0 && Number(capped.spent_usd) <= 0.1, capped.spent_usd);
    assert.equal((await ask('POST', `/runs/${begun.json.id}/resume`, { cap_usd: 5 })).status, 202);
    const done = await ended(begun.json.id);
    assert.deepEqual([done.status, done.rows], ['done', { passed: 14, failed: 0 }]);
    assert.equal(done.requests.done, 14);
    assert.ok(Number(done.spent_usd) > Number(capped.spent_usd));
    assert.equal((await ask('POST', `/runs/${begun.json.id}/resume`, { cap_usd: 5 })).status, 409);
  });

  it('leave evidence with its artifact for every cell of the table', async () => {
    const table = await ask<{ data: Record<string, unknown>[] }>(
      'GET',
      '/table?model=nano-banana-2-lite&contract=generations&status=Verified',
    );
    const cell = table.json.data.find(({ label }) => label === '16:9');
    assert.equal(table.json.data.length, 14);
    const { json } = await ask<{ case: { proves: string; costs: string }; data: Record<string, unknown>[] }>(
      'GET',
      `/evidence?case=${encodeURIComponent(String(cell?.case))}`,
    );
    assert.match(json.case.proves, /16:9/);
    assert.equal(
      json.case.costs,
      "One picture of the model's usual size, at the price of the gateway or, where that is higher, of the upstream.",
    );
    const [newest] = json.data;
    assert.deepEqual([newest?.channel, newest?.kind, newest?.passed], ['upstream', 'official', true]);
    const artifact = await fetch(String(newest?.artifact_url));
    assert.equal(artifact.status, 200);
    assert.equal((await ask('GET', '/evidence?case=nothing')).status, 404);
  });

  it('are one per channel at a time, and end where they are when they are cancelled', async () => {
    const wish = { channel: 'upstream', models: ['nano-banana-2'], cap_usd: 50 };
    const begun = await ask('POST', '/runs', wish);
    assert.equal(begun.status, 202);
    const second = await ask<{ detail: string }>('POST', '/runs', wish);
    assert.equal(second.status, 409);
    assert.match(second.json.detail, new RegExp(begun.json.id));
    const cancelled = await ask('POST', `/runs/${begun.json.id}/cancel`);
    assert.deepEqual([cancelled.status, cancelled.json.status], [200, 'cancelled']);
    assert.equal((await ask('POST', `/runs/${begun.json.id}/cancel`)).status, 409);
    const { json } = await ask<{ data: Run[] }>('GET', '/runs?channel=upstream&limit=1');
    assert.equal(json.data[0]?.id, begun.json.id);
    assert.ok((json.data[0]?.requests.done ?? 0) < (json.data[0]?.requests.planned ?? 0));
  });

  it('take a key of their own that is good for nothing afterwards', async () => {
    const response = await fetch(`${gateway.url}/admin/v1/keys`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { data } = (await response.json()) as { data: { name: string; revoked_at: string | null }[] };
    const keys = data.filter(({ name }) => name === 'verification');
    assert.ok(keys.length >= 4);
    // The requests of the cancelled run may be under way.
    assert.ok(keys.filter(({ revoked_at }) => revoked_at === null).length <= 1);
    assert.doesNotMatch(gateway.logText(), /canary-/);
  });
});
