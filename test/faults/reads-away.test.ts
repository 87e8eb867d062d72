import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { type FaultProxy, openFaultProxy } from '../services/fault-proxy.ts';
import { type TestDatabase, testEngines } from '../services/test-engines.ts';

const engine = testEngines().find(({ name }) => name === 'PostgreSQL');
const adminToken = 'canary-admin-token-of-reads-away';

describe('what only asks, while the database is away', {
  skip: engine ? false : 'no PostgreSQL',
}, () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let gateway: TestGateway;
  let id = '';
  before(async () => {
    database = await engine!.create();
    const address = new URL(database.url);
    proxy = await openFaultProxy(address.hostname, Number(address.port || 5432));
    address.hostname = '127.0.0.1';
    address.port = String(proxy.port);
    gateway = await startGateway({ env: { DATABASE_URL: address.href, PLANTAIN_ADMIN_TOKEN: adminToken } });
    const task = await gateway.post('/v1/generations', { model: 'nano-banana-2', prompt: 'A fig' });
    id = ((await task.json()) as { id: string }).id;
    // From now on the key is known without the database.
    assert.equal((await ask(`/v1/generations/${id}`)).status, 200);
    proxy.refuse();
  });
  after(async () => {
    proxy.heal();
    await gateway.close();
    await proxy.close();
    await database.remove();
  });

  const ask = (path: string, method = 'GET', token = gateway.liveKey) =>
    fetch(gateway.url + path, { method, headers: { authorization: `Bearer ${token}` } });

  it('is told so in the words of its protocol, and when to come back', async () => {
    const told = /The database of the gateway does not answer\. Try again shortly\./;
    const asked: [path: string, method?: string, token?: string][] = [
      [`/v1/generations/${id}`],
      ['/v1/generations?limit=2'],
      [`/v1/generations/${id}/cancel`, 'POST'],
      ['/v1/files/uploads/upl_none'],
      ['/v1beta/files'],
      ['/v1beta/batches'],
      [`/model/v1/generation/task/${id}`],
      ['/v1/usage'],
      ['/admin/v1/keys', 'GET', adminToken],
      [`/task-artifacts/2026/01/02/async-image/${id}-1.png`],
    ];
    const answers = await Promise.all(
      asked.map(async ([path, method, token]) => {
        const response = await ask(path, method, token);
        return { path, response, text: await response.text() };
      }),
    );
    for (const { path, response, text } of answers) {
      assert.equal(response.status, 503, `${path}: ${text}`);
      assert.match(text, told, path);
      assert.equal(response.headers.get('retry-after'), '5', path);
    }
    assert.doesNotMatch(gateway.logText(), /"code":"internal"/);
  });

  it('is answered again when it is back', async () => {
    proxy.heal();
    assert.equal((await ask(`/v1/generations/${id}`)).status, 200);
  });
});
