import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import type { TestGateway } from '../gateway/gateway.test.kit.ts';
import { adminToken, startEdgeGateway } from './edge-gateway.test.kit.ts';
import { ask } from './entry-paths.ts';
import { type Operation, readOperations } from './operations.ts';

const model = 'nano-banana-2';
const idPattern = /\d{23}[0-9A-Za-z]{22}/;

/** What one account owns, by the word in front of `{id}` that leads to it. */
interface Owned {
  readonly generation: string;
  readonly task: string;
  readonly queued: string;
  readonly generateTask: string;
  readonly callback: string;
  readonly upload: string;
  readonly file: string;
  readonly batch: string;
  readonly token: string;
}

/** By address, the id to put into it. A new address with an id fails the test until it stands here. */
const idIn: readonly (readonly [pattern: RegExp, of: keyof Owned])[] = [
  [/^\/v1\/generations\/\{id\}/, 'generation'],
  [/^\/v1\/callbacks\/\{id\}/, 'callback'],
  [/^\/v1\/files\/uploads\/\{id\}$/, 'upload'],
  [/^\/(v1|v1beta)\/files\/\{\w+\}$/, 'file'],
  [/^\/upload\/(v1|v1beta)\/files\/\{\w+\}$/, 'file'],
  [/^\/(v1|v1beta)\/batches\/\{\w+\}/, 'batch'],
  [/^\/model\/v1\/generation\/task\/\{id\}$/, 'task'],
  [/^\/model\/v1\/queue\/\{model\}\/requests\/\{id\}\//, 'queued'],
  [/^\/api\/token\/\{id\}$/, 'token'],
  [/^\/api\/v1\/statusTask\/\{model\}$/, 'generateTask'],
];

/** No key is asked: whoever knows the name, which cannot be guessed, may read. */
const withoutKey = /^\/(task-artifacts|uploads|docs)\//;
const notIds = /\{(model|project|location|author|slug)\}/g;

describe('EDGE-14: other accounts', () => {
  let gateway: TestGateway;
  let operations: Operation[];
  let owned: Owned;
  let stranger: string;
  before(async () => {
    gateway = await startEdgeGateway();
    operations = await readOperations(gateway.url);
    owned = await makeOwned(gateway);
    const account = await asAdmin('/accounts', { name: 'a stranger' });
    const settings = { manageKeys: true };
    const order = { mode: 'live', name: 'stranger', accountId: account.id, settings } as const;
    stranger = (await gateway.app.keys.create(order)).key;
  });
  after(() => gateway.close());

  async function asAdmin(path: string, body: object): Promise<{ id: string }> {
    const response = await fetch(`${gateway.url}/admin/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 201);
    return (await response.json()) as { id: string };
  }

  const kindOf = ({ path }: Operation) => idIn.find(([pattern]) => pattern.test(path))?.[1];
  const withId = () =>
    operations.filter(
      ({ path }) =>
        !withoutKey.test(path) && (/\{/.test(path.replace(notIds, '')) || path.includes('statusTask')),
    );

  /** The answer, without the ids in it. */
  async function answer({ method, path }: Operation, id: string, key: string): Promise<string> {
    const filled = path.replace('{model}', model).replace(/\{\w+\}/, id);
    const query = path.includes('statusTask') ? `?taskId=${id}` : '';
    const response = await fetch(`${gateway.url}${filled}${query}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{}' }),
    });
    const headers = ['content-type', 'cache-control', 'retry-after'].map((name) =>
      response.headers.get(name),
    );
    // Request ids first: a short id may stand within one.
    const text = (await response.text()).replace(new RegExp(idPattern, 'g'), 'ID').replaceAll(id, 'ID');
    return `${response.status} ${headers.join(' ')} ${text}`;
  }

  it('every address with an id is covered by this test', () => {
    const missing = withId().filter((operation) => kindOf(operation) === undefined);
    assert.deepEqual(
      missing.map(({ method, path }) => `${method} ${path}`),
      [],
    );
    assert.ok(withId().length >= 12);
  });

  it('another account, and the test key of the same one, see of an id what they see of none', async () => {
    for (const operation of withId()) {
      const id = owned[kindOf(operation) as keyof Owned];
      const unknown =
        id.length < 6
          ? `${id}999`
          : id.replace(/[0-9A-Za-z]{6}$/, (tail) => (tail === '000000' ? '111111' : '000000'));
      for (const key of [stranger, gateway.testKey]) {
        const said = await answer(operation, id, key);
        assert.match(said, /^40\d /, `${operation.method} ${operation.path}: ${said}`);
        assert.equal(said, await answer(operation, unknown, key), `${operation.method} ${operation.path}`);
      }
    }
  });

  it('lists of another account are empty', async () => {
    for (const path of [
      '/v1/generations',
      '/v1/callbacks',
      '/v1beta/files',
      '/v1beta/batches',
      '/api/log/self',
    ]) {
      const { status, body } = await ask({ url: gateway.url, liveKey: stranger }, path);
      assert.equal(status, 200, `${path}: ${body}`);
      const own = await ask(gateway, path);
      assert.ok(
        Object.values(owned).some((id) => own.body.includes(id)),
        `${path}: nothing would be there to be hidden`,
      );
      for (const id of Object.values(owned)) assert.ok(!body.includes(id), `${path}: ${body}`);
    }
  });

  it('guesses of the admin token end with a 429 after thirty, whatever comes next', async () => {
    const guess = (token: string) =>
      fetch(`${gateway.url}/admin/v1/keys`, { headers: { authorization: `Bearer ${token}` } });
    const statuses: number[] = [];
    for (let number = 0; number < 31; number += 1) statuses.push((await guess(`guess-${number}`)).status);
    assert.deepEqual(statuses.slice(28), [401, 401, 429]);
    const right = await guess(adminToken);
    assert.equal(right.status, 429);
    assert.match(right.headers.get('content-type') ?? '', /problem\+json/);
  });

  it('the owner itself finds each of them, after all that', async () => {
    for (const operation of withId().filter(
      ({ method, path }) => method === 'GET' && !/stream|upload\//.test(path),
    )) {
      const said = await answer(operation, owned[kindOf(operation) as keyof Owned], gateway.liveKey);
      assert.match(said, /^200 /, `${operation.path}: ${said}`);
    }
  });
});

async function makeOwned(gateway: TestGateway): Promise<Owned> {
  const create = async (path: string, body: object) => {
    const answer = await ask(gateway, path, body);
    const id = idPattern.exec(answer.body)?.[0];
    assert.ok(answer.status < 300 && id, `${path}: ${answer.status} ${answer.body}`);
    return id;
  };
  const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const upload = await ask(gateway, '/v1/files/uploads/base64', { data: png.toString('base64') });
  const prompt = 'mine alone';
  const callbacks = { callback_url: 'https://callbacks.test/' };
  const generation = await create('/v1/generations', { model, prompt, wait: 60, ...callbacks });
  const page = JSON.parse((await ask(gateway, '/v1/callbacks')).body) as { data: { id: string }[] };
  const files = JSON.parse((await ask(gateway, '/v1beta/files')).body) as { files: { name: string }[] };
  const requests = { requests: [{ request: { contents: [{ parts: [{ text: prompt }] }] } }] };
  const batch = await ask(gateway, `/v1beta/models/${model}:batchGenerateContent`, {
    batch: { display_name: 'mine', input_config: { requests } },
  });
  const { keys } = gateway.app;
  const [manager] = (await keys.list('default')).filter(({ name }) => name === 'live');
  const by = { actor: 'test' };
  await keys.update(manager?.id ?? '', { settings: { manageKeys: true } }, by);
  const made = await keys.create({ mode: 'live', name: 'mine alone' });
  return {
    generation,
    token: await numberOf(gateway, made.key),
    batch: (JSON.parse(batch.body) as { name: string }).name.replace('batches/', ''),
    task: await create('/model/v1/generation', { model, prompt }),
    queued: await create(`/model/v1/queue/${model}`, { prompt }),
    generateTask: await create(`/api/v1/generateTask/${model}`, {
      request_type: 'async',
      input: { mode: 'text-to-image', prompt, aspect_ratio: '1:1', resolution: '1K' },
    }),
    callback: page.data[0]?.id ?? '',
    upload: (JSON.parse(upload.body) as { id: string }).id,
    file: files.files[0]?.name.replace('files/', '') ?? '',
  };
}

/** Every process follows within a second of a key's change; until then the key may not manage others. */
async function numberOf(gateway: TestGateway, key: string): Promise<string> {
  const endMs = Date.now() + 20_000;
  for (;;) {
    const { status, body } = await ask(gateway, `/api/token/search?token=${key}`);
    if (status === 200)
      return String((JSON.parse(body) as { data: { items: [{ id: number }] } }).data.items[0].id);
    assert.ok(Date.now() < endMs, body);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
