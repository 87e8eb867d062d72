import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Receipt {
  readonly id: string;
  readonly created_at: string;
  readonly status: string;
  readonly images: readonly { readonly url: string; readonly width: number; readonly tier: string }[];
  readonly omitted: readonly { readonly parameter: string }[];
  readonly attempts: readonly { readonly result: string }[];
  readonly cost: { readonly held_usd: string; readonly charged_usd: string };
  readonly error: { readonly code: string } | null;
  readonly code?: string;
  readonly detail?: string;
  readonly param?: string;
}

describe('/v1/generations', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const create = async (body: object, headers: Record<string, string> = {}) => {
    const response = await gateway.post('/v1/generations', { model: 'nano-banana-2', ...body }, headers);
    return { response, receipt: (await response.json()) as Receipt };
  };
  const get = async (path: string, key = gateway.liveKey) => {
    const response = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${key}` } });
    return { response, body: await response.json() };
  };
  const ended = async (id: string): Promise<Receipt> => {
    for (;;) {
      const { body } = await get(`/v1/generations/${id}`);
      const receipt = body as Receipt;
      if (!['queued', 'running'].includes(receipt.status)) return receipt;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('answers 202 with Location and Retry-After, and the task ends with an archived picture', async () => {
    const { response, receipt } = await create({ prompt: 'a task', resolution: '2K' });
    assert.equal(response.status, 202);
    assert.equal(response.headers.get('location'), `/v1/generations/${receipt.id}`);
    assert.ok(Number(response.headers.get('retry-after')) > 0);
    const done = await ended(receipt.id);
    assert.equal(done.status, 'succeeded', JSON.stringify(done));
    assert.deepEqual([done.images[0]?.width, done.images[0]?.tier], [2048, '2K']);
    assert.match(done.images[0]?.url ?? '', /\/async-image\//);
    assert.deepEqual([done.cost.held_usd, done.cost.charged_usd], ['0.101', '0.101']);
    assert.equal((await fetch(done.images[0]?.url as string)).status, 200);
  });

  it('waits for the end when asked to, in the body or by Prefer', async () => {
    const inBody = await create({ prompt: 'wait', wait: 20 });
    assert.deepEqual([inBody.response.status, inBody.receipt.status], [200, 'succeeded']);
    const byHeader = await create({ prompt: 'wait too' }, { prefer: 'wait=20' });
    assert.deepEqual([byHeader.response.status, byHeader.receipt.status], [200, 'succeeded']);
  });

  it('records a failed task with its code and charges nothing', async () => {
    const { receipt } = await create({ prompt: 'no #emulate(block, reason=SAFETY)', wait: 20 });
    assert.deepEqual(
      [receipt.status, receipt.error?.code, receipt.cost.charged_usd],
      ['failed', 'content_blocked', '0'],
    );
  });

  it('tells every change as an event and ends the stream', async () => {
    const { receipt } = await create({ prompt: 'events #emulate(latency, ms=600)' });
    const response = await fetch(`${gateway.url}/v1/generations/${receipt.id}/events`, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('event: '));
    const last = JSON.parse((events.at(-1) as string).split('data: ')[1] as string) as Receipt;
    assert.equal(last.status, 'succeeded');
    assert.ok(events.length >= 2);
  });

  it('refuses to cancel what has gone upstream, and what has ended', async () => {
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'cancel' });
    const post = (path: string, body: object) =>
      fetch(gateway.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const late = (await (
      await post('/v1/generations', { model: 'nano-banana-2', prompt: 'late #emulate(latency, ms=1500)' })
    ).json()) as Receipt;
    const isUpstream = () => JSON.stringify(gateway.upstream.requests).includes('late #emulate');
    while (!isUpstream()) await new Promise((resolve) => setTimeout(resolve, 20));
    const refused = await post(`/v1/generations/${late.id}/cancel`, {});
    assert.equal(refused.status, 400);
    assert.equal(((await refused.json()) as Receipt).code, 'not_cancellable');
    assert.equal((await ended(late.id)).status, 'succeeded');
    const again = await post(`/v1/generations/${late.id}/cancel`, {});
    assert.equal(again.status, 400);
  });

  it('lists newest first, page by page, without gaps', async () => {
    const { data } = (await get('/v1/generations?limit=100')).body as { data: Receipt[] };
    const all = data.map(({ id }) => id);
    const paged: string[] = [];
    let after = '';
    do {
      const { body } = await get(`/v1/generations?limit=2${after}`);
      const page = body as { data: Receipt[]; next: string | null };
      paged.push(...page.data.map(({ id }) => id));
      after = page.next ? `&after=${page.next}` : '';
    } while (after);
    assert.deepEqual(paged, all);
    const times = data.map(({ created_at }) => created_at);
    assert.deepEqual([...times].sort().reverse(), times);
  });

  it('lists those of a period, its first moment among them and its last not, page by page', async () => {
    const { data } = (await get('/v1/generations?limit=100')).body as { data: Receipt[] };
    const [newest, , older] = data as [Receipt, Receipt, Receipt];
    const period = `from=${older.created_at}&to=${newest.created_at}`;
    const inside = data.filter(
      ({ created_at }) => created_at >= older.created_at && created_at < newest.created_at,
    );
    assert.ok(inside.length >= 2);
    const paged: string[] = [];
    let after = '';
    do {
      const { body } = await get(`/v1/generations?limit=1&status=succeeded&${period}${after}`);
      const page = body as { data: Receipt[]; next: string | null };
      paged.push(...page.data.map(({ id }) => id));
      after = page.next ? `&after=${page.next}` : '';
    } while (after);
    assert.deepEqual(
      paged,
      inside.filter(({ status }) => status === 'succeeded').map(({ id }) => id),
    );
    for (const [wrong, param] of [
      ['from=yesterday', 'from'],
      ['to=2026-13-01', 'to'],
      ['from=2026-11-02&to=2026-11-01', 'to'],
      [`from=${newest.created_at}&to=${newest.created_at}`, 'to'],
    ]) {
      const { response, body } = await get(`/v1/generations?${wrong}`);
      assert.equal(response.status, 400, wrong);
      assert.equal((body as { param: string }).param, param, wrong);
    }
  });

  it("answers another account's, the other mode's and unknown ids with the same 404", async () => {
    const { receipt } = await create({ prompt: 'mine', wait: 20 });
    const foreign = await get(`/v1/generations/${receipt.id}`, gateway.testKey);
    const unknown = await get(
      `/v1/generations/${receipt.id.slice(0, -1)}${receipt.id.endsWith('x') ? 'y' : 'x'}`,
    );
    for (const { response, body } of [foreign, unknown]) {
      assert.equal(response.status, 404);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.equal((body as Receipt).detail, 'There is no such generation.');
    }
  });

  it('refuses unknown names, and says which', async () => {
    const { response, receipt } = await create({ prompt: 'x', style: 'vivid' });
    assert.equal(response.status, 400);
    assert.match(receipt.detail ?? '', /style/);
  });

  it('quotes what a request would hold', async () => {
    const response = await gateway.post('/v1/generations/quote', {
      model: 'nano-banana-pro',
      resolution: '4k',
      count: 3,
    });
    const quote = (await response.json()) as { per_image_usd: string; total_usd: string };
    assert.deepEqual([quote.per_image_usd, quote.total_usd], ['0.24', '0.72']);
  });

  it('answers a repeated Idempotency-Key with the first task', async () => {
    const headers = { 'idempotency-key': 'task-1' };
    const first = await create({ prompt: 'once' }, headers);
    const second = await create({ prompt: 'once' }, headers);
    assert.equal(second.receipt.id, first.receipt.id);
    assert.equal(second.response.headers.get('idempotent-replayed'), 'true');
    const other = await create({ prompt: 'something else' }, headers);
    assert.equal(other.response.status, 422);
    await ended(first.receipt.id);
  });
});
