import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createPlantain, PlantainError } from '../../client/index.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

const order = { model: 'nano-banana-2', prompt: 'a pear' };
const inline = { ...order, images: [] };

/** How a proxy treats one answer: as it is, cut within its body, or not passed on at all. */
type Treatment = 'pass' | 'cut' | 'broken 503' | 'none';

describe('plantain/client behind a line that breaks', () => {
  let gateway: TestGateway;
  let proxy: http.Server;
  let url: string;
  let treat: (path: string) => Treatment;
  const keys: (string | undefined)[] = [];
  before(async () => {
    gateway = await startGateway();
    proxy = http.createServer((request, response) => void pass(request, response));
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await gateway.close();
  });
  beforeEach(() => {
    keys.length = 0;
  });

  async function pass(request: http.IncomingMessage, response: http.ServerResponse) {
    const treatment = treat(request.url ?? '');
    if (request.method === 'POST') keys.push(request.headers['idempotency-key'] as string | undefined);
    if (treatment === 'broken 503') return cut(response.writeHead(503, { 'content-length': 100 }), '{');
    if (treatment === 'none') return request.socket.destroy();
    const { port } = new URL(gateway.url);
    const { method, headers, url: path } = request;
    const onward = http.request({ port, method, headers, path });
    request.pipe(onward);
    const [answer] = (await once(onward, 'response')) as [http.IncomingMessage];
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (treatment === 'pass') return answer.pipe(response);
    const [first] = (await once(answer, 'data')) as [Buffer];
    answer.resume();
    return cut(response, first.subarray(0, 5));
  }
  function cut(response: http.ServerResponse, begun: string | Buffer) {
    response.write(begun, () => setImmediate(() => response.socket?.resetAndDestroy()));
  }

  const client = (maxRetries = 4) =>
    createPlantain({ url, key: gateway.liveKey, maxRetries, sleep: async () => undefined });
  /** The first answers of a path are treated so, the others pass. */
  const first = (treatment: Treatment, part: RegExp, count = 1) => {
    let left = count;
    treat = (path) => {
      if (!part.test(path) || left === 0) return 'pass';
      left -= 1;
      return treatment;
    };
  };
  const countOf = async () => (await client().list({ limit: 100 })).data.length;
  const connectionError = (generationId: RegExp) => (error: unknown) => {
    assert.ok(error instanceof PlantainError, String(error));
    assert.equal(error.code, 'connection');
    assert.match(error.generationId ?? '', generationId);
    return true;
  };

  it('asks again for an accepted generation whose answer broke off, under the same key', async () => {
    first('pass', /./);
    const before = await countOf();
    first('cut', /generations$/);
    const { id } = await client().create(order);
    assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
    assert.equal((await client().wait(id)).status, 'succeeded');
    assert.equal(await countOf(), before + 1);
  });

  it('needs no body of an inline answer, of which it wants the generation alone', async () => {
    first('cut', /generateContent$/);
    const { status } = await client().generateInline(inline);
    assert.deepEqual([status, keys.length], ['succeeded', 1]);
  });

  it('names the generation when it cannot be followed to its end', async () => {
    first('none', /\/events$/, 100);
    await assert.rejects(client(1).generate(order), connectionError(/^\w{20,}/));
    first('cut', /\/events$/, 100);
    await assert.rejects(client(1).generate(order), connectionError(/^\w{20,}/));
    treat = () => 'pass';
    await assert.rejects(client().wait('no-such'), { status: 404, generationId: 'no-such' });
  });

  it('tries again after an error whose body breaks off, and throws no other than PlantainError', async () => {
    first('broken 503', /generations$/);
    assert.ok((await client().create(order)).id);
    first('broken 503', /./, 100);
    await assert.rejects(client(1).models(), { name: 'PlantainError', status: 503 });
    first('cut', /./, 100);
    await assert.rejects(client(1).models(), connectionError(/^$/));
  });

  it('makes no more of a recorded failure than it is: another key for its own, the failure for one that was given', async () => {
    treat = () => 'pass';
    const failing = { ...inline, prompt: '#emulate(status, code=500)' };
    await assert.rejects(client(3).generateInline(failing), PlantainError);
    assert.ok(new Set(keys).size > 1, String(keys));
    keys.length = 0;
    const given = client(3).generateInline(failing, { idempotencyKey: 'mine' });
    await assert.rejects(given, (error) => error instanceof PlantainError && error.status !== undefined);
    assert.deepEqual(keys, ['mine', 'mine']);
  });

  it('tells the code and the field of an error in the shape of OpenAI', async () => {
    const openai = { error: { message: 'wide is no ratio', type: 'x', param: 'size', code: 'invalid_size' } };
    const own = async () => Response.json(openai, { status: 400 });
    const told = createPlantain({ url, key: 'x', fetch: own }).models();
    await assert.rejects(told, { message: 'wide is no ratio', code: 'invalid_size', param: 'size' });
  });

  it('says why nothing answers, and that a page is no gateway', async () => {
    const closed = http.createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const away = createPlantain({ url: `http://127.0.0.1:${port}`, key: 'x', maxRetries: 0 });
    await assert.rejects(away.models(), { message: /does not answer \(.*ECONNREFUSED.*\)/ });
    const page = async () => new Response('<html>', { headers: { 'content-type': 'text/html' } });
    const elsewhere = createPlantain({ url, key: 'x', fetch: page });
    await assert.rejects(elsewhere.models(), { code: 'http_200', message: /address of a Plantain gateway/ });
  });
});
