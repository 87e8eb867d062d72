import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Receiver, startReceiver } from '../callbacks/receiver.test.kit.ts';
import { firstOwner, type Visitor } from '../console/console.test.kit.ts';
import { bare, linksIn, type SignedGateway, startSignedGateway } from './signed-links.test.kit.ts';

const adminToken = 'canary-admin-token-0123456789';
const model = 'nano-banana-2';
const small = { model, prompt: 'a boat', resolution: '0.5K' };
const chat = { model: `${model}:markdown`, messages: [{ role: 'user', content: 'a boat' }] };

/** What an answer shows, and how many links to pictures are in it. */
interface Surface {
  readonly name: string;
  readonly links: number;
  ask(gateway: SignedGateway): Promise<string>;
}

const keyFor = async (gateway: SignedGateway, responseFormat: 'url' | 'both') => {
  const settings = { responseFormat };
  const { key } = await gateway.app.keys.create({ mode: 'live', name: responseFormat, settings });
  return { authorization: `Bearer ${key}` };
};

const mcp = (gateway: SignedGateway, name: string, values: object) =>
  gateway.text('POST', '/mcp', {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: values },
  });

const surfaces: readonly Surface[] = [
  { name: 'Images', links: 1, ask: (at) => at.text('POST', '/v1/images/generations', small) },
  {
    name: 'Images for a key that wants both',
    links: 1,
    ask: async (at) =>
      at.text('POST', '/v1/images/generations', { model, prompt: 'a boat' }, await keyFor(at, 'both')),
  },
  {
    name: 'Images as events',
    links: 1,
    ask: (at) =>
      at.text('POST', '/v1/images/generations', { ...small, stream: true, response_format: 'url' }),
  },
  { name: 'chat in Markdown', links: 1, ask: (at) => at.text('POST', '/v1/chat/completions', chat) },
  {
    name: 'chat in Markdown as events',
    links: 1,
    ask: (at) => at.text('POST', '/v1/chat/completions', { ...chat, stream: true }),
  },
  {
    name: 'chat for a key that wants URLs',
    links: 1,
    ask: async (at) =>
      at.text('POST', '/v1/chat/completions', { model, messages: chat.messages }, await keyFor(at, 'url')),
  },
  {
    name: 'model-generation',
    links: 1,
    async ask(at) {
      const body = { model, input: [{ params: { prompt: 'a boat' } }] };
      const { id } = await at.json<{ id: string }>('POST', '/model/v1/generation', body);
      return at.until(`/model/v1/generation/task/${id}`, /completed|failed/);
    },
  },
  {
    name: 'model-queue',
    links: 1,
    async ask(at) {
      const submitted = await at.json<{ request_id: string }>('POST', `/model/v1/queue/${model}`, {
        prompt: 'a boat',
      });
      const place = `/model/v1/queue/${model}/requests/${submitted.request_id}`;
      await at.until(`${place}/status`, /COMPLETED/);
      return at.text('GET', `${place}/response`);
    },
  },
  {
    name: 'generateTask',
    links: 1,
    async ask(at) {
      const { data } = await at.json<{ data: { taskId: string } }>('POST', `/api/v1/generateTask/${model}`, {
        input: { mode: 'text-to-image', prompt: 'a boat' },
      });
      return at.until(`/api/v1/statusTask/${model}?taskId=${data.taskId}`, /"state":"(success|failed)"/);
    },
  },
  {
    name: 'generations, waited for',
    links: 1,
    ask: (at) => at.text('POST', '/v1/generations', { ...small, wait: 60 }),
  },
  {
    name: 'generations, read, listed and as events',
    links: 3,
    async ask(at) {
      const { id } = await at.json<{ id: string }>('POST', '/v1/generations', { ...small, wait: 60 });
      const read = await at.text('GET', `/v1/generations/${id}`);
      const list = await at.text('GET', '/v1/generations?limit=1');
      return read + list + (await at.text('GET', `/v1/generations/${id}/events`));
    },
  },
  {
    // In its text, as a resource and in its structure, twice.
    name: 'MCP',
    links: 6,
    async ask(at) {
      const made = await mcp(at, 'generate_image', small);
      const { result } = JSON.parse(made) as { result: { structuredContent: { id: string } } };
      return made + (await mcp(at, 'fetch_image', { id: result.structuredContent.id }));
    },
  },
];

describe('where links are signed', () => {
  let gateway: SignedGateway;
  let receiver: Receiver;
  let owner: Visitor;
  before(async () => {
    receiver = await startReceiver();
    gateway = await startSignedGateway({
      env: { PLANTAIN_ADMIN_TOKEN: adminToken, PLANTAIN_VERIFY_CALLBACK_URL: receiver.url },
    });
    owner = await firstOwner(gateway);
  });
  after(async () => {
    await gateway.close();
    await receiver.close();
  });

  /** Each opens its picture, and no longer without what it is signed with. */
  async function checkLinks(links: readonly string[], headers: Record<string, string> = {}): Promise<void> {
    for (const link of links) {
      const { searchParams } = new URL(link);
      const lifeMs = Number(searchParams.get('expires')) * 1_000 - Date.now();
      assert.ok(lifeMs > 3_400_000 && lifeMs <= 3_600_000, `${link} lives ${lifeMs} ms`);
      const opened = await fetch(link, { headers });
      assert.equal(opened.status, 200, link);
      assert.match(opened.headers.get('content-type') ?? '', /^image\//);
      assert.equal((await fetch(bare(link), { headers })).status, 403, bare(link));
    }
  }

  for (const { name, links, ask } of surfaces) {
    it(`${name} answers with links that open`, async () => {
      const answer = await ask(gateway);
      const found = linksIn(answer, gateway.url);
      assert.equal(found.length, links, answer.slice(0, 1_000));
      await checkLinks(found);
    });
  }

  it('a callback brings links that open, made when it is sent', async () => {
    const before = receiver.received.length;
    await gateway.json('POST', '/v1/generations', { ...small, callback_url: receiver.url });
    await gateway.json('POST', `/api/v1/generateTask/${model}`, {
      input: { mode: 'text-to-image', prompt: 'a boat' },
      request_type: 'callback',
      callback_url: receiver.url,
    });
    await receiver.until(before + 2);
    const bodies = receiver.received.slice(before).map(({ body }) => body);
    const found = linksIn(bodies.join('\n'), gateway.url);
    assert.equal(found.length, 2);
    await checkLinks(found);
  });

  it('the console shows its pictures, small and whole, and what the client was told', async () => {
    await gateway.makeOne();
    const list = await (await owner.ask('GET', '/generations?mode=live&limit=1')).text();
    const { data } = JSON.parse(list) as { data: { id: string }[] };
    const detail = await (await owner.ask('GET', `/generations/${data[0]?.id}?mode=live`)).text();
    const found = linksIn(list + detail, gateway.url);
    assert.deepEqual(
      found.map((link) => link.includes('/thumbnails/')),
      [true, false, false, false],
      detail,
    );
    await checkLinks(found, { cookie: owner.cookie });
  });

  it('the console asks again with pictures of the same account, and lends no other', async () => {
    const { key } = await gateway.app.keys.create({ mode: 'test', name: 'the sandbox is apart' });
    const own = await gateway.makeOne();
    const sandbox = await gateway.makeOne({ authorization: `Bearer ${key}` });
    const body = { ...small, references: [own, sandbox], wait: 60 };
    const { id } = await gateway.json<{ id: string }>('POST', '/v1/generations', body);
    const detail = await owner.json('GET', `/generations/${id}?mode=live`);
    const [first, second] = detail.requested.references;
    assert.equal(second, bare(sandbox));
    await checkLinks([first]);
    const read = JSON.parse(await gateway.text('GET', `/v1/generations/${id}`));
    assert.deepEqual(read.requested.references, [bare(own), bare(sandbox)]);
  });

  it('evidence of checks has a link that opens, and stores none', async () => {
    const admin = async (method: string, target: string, body?: unknown) => {
      const response = await fetch(`${gateway.url}/admin/v1/verification${target}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.text();
    };
    const wish = {
      channel: 'upstream',
      models: ['nano-banana-2-lite'],
      contracts: ['generations'],
      features: ['aspect-ratio'],
      cap_usd: 5,
    };
    const { id } = JSON.parse(await admin('POST', '/runs', wish)) as { id: string };
    let run = '';
    do run = await admin('GET', `/runs/${id}`);
    while (!/"finished_at":"/.test(run));
    assert.match(run, /"passed":14,"failed":0/);
    const table = await admin('GET', '/table?model=nano-banana-2-lite&contract=generations&status=Verified');
    const row = (JSON.parse(table) as { data: { case: string; label: string }[] }).data.find(
      ({ label }) => label === '16:9',
    );
    const found = linksIn(
      await admin('GET', `/evidence?case=${encodeURIComponent(row?.case ?? '')}`),
      gateway.url,
    );
    assert.equal(found.length, 1);
    await checkLinks(found);
  });

  it('a repeated request, a poll and a list get a fresh one when the first is old', async () => {
    const headers = { 'idempotency-key': 'fresh' };
    const first = await gateway.text('POST', '/v1/images/generations', small, headers);
    const task = await gateway.json<{ id: string }>('POST', '/v1/generations', { ...small, wait: 60 });
    const [old] = linksIn(first, gateway.url) as [string];
    gateway.advance(3_600_000);
    try {
      assert.equal((await fetch(old)).status, 403);
      const again = await gateway.text('POST', '/v1/images/generations', small, headers);
      const read = await gateway.text('GET', `/v1/generations/${task.id}`);
      const list = await gateway.text('GET', '/v1/generations?limit=2');
      const found = linksIn(again + read + list, gateway.url);
      assert.equal(found.length, 4);
      assert.equal(bare(found[0] as string), bare(old));
      for (const link of found) assert.equal((await fetch(link)).status, 200, link);
    } finally {
      gateway.advance(-3_600_000);
    }
  });

  it('no signature is in the log or, on SQLite, in the database', async () => {
    const link = await gateway.makeOne();
    await gateway.text('POST', '/v1/images/generations', { ...small, image_input: [link] });
    const logged = gateway.logText();
    assert.ok(logged.length > 0);
    assert.ok(!/signature=/.test(logged));
    if (process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL) return;
    for (const file of ['plantain.db', 'plantain.db-wal']) {
      const bytes = await readFile(path.join(gateway.dataFolder, file));
      assert.equal(bytes.indexOf('signature='), -1, file);
    }
  });
});
