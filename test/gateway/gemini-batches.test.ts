import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Operation {
  readonly name: string;
  readonly done?: boolean;
  readonly metadata: {
    readonly state: string;
    readonly batchStats: Record<string, string>;
    readonly output?: { inlinedResponses: { inlinedResponses: { metadata?: { key: string } }[] } };
  };
}

describe("Google's batches on the task engine", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const call = (path: string, method = 'GET', body?: object, key = gateway.liveKey) =>
    fetch(`${gateway.url}/v1beta/${path}`, {
      method,
      headers: { 'x-goog-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const request = (text: string, rest: object = {}) => ({ contents: [{ parts: [{ text }] }], ...rest });
  const create = (requests: readonly object[], key = gateway.liveKey) =>
    call(
      'models/nano-banana-2:batchGenerateContent',
      'POST',
      { batch: { display_name: 'test', input_config: { requests: { requests } } } },
      key,
    );
  const generations = async (key = gateway.liveKey) => {
    const answer = await fetch(`${gateway.url}/v1/generations?limit=100`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return ((await answer.json()) as { data: { id: string; status: string; omitted: object[] }[] }).data;
  };
  const ended = async (name: string): Promise<Operation> => {
    for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
      const operation = (await (await call(name)).json()) as Operation;
      if (operation.done) return operation;
      assert.ok(Date.now() < deadline, JSON.stringify(operation));
    }
  };

  it('answers with an operation that ends with what each request asked for, under its key', async () => {
    const answer = await create([
      { request: request('A pear', { generation_config: { temperature: 0.2 } }), metadata: { key: 'pear' } },
      { request: request('A fig #emulate(no-image)'), metadata: { key: 'fig' } },
    ]);
    assert.equal(answer.status, 200, await answer.clone().text());
    const { name } = (await answer.json()) as Operation;
    const { metadata } = await ended(name);
    assert.equal(metadata.state, 'BATCH_STATE_SUCCEEDED');
    assert.deepEqual(metadata.batchStats, {
      requestCount: '2',
      successfulRequestCount: '1',
      failedRequestCount: '1',
    });
    const keys = metadata.output?.inlinedResponses.inlinedResponses.map((one) => one.metadata?.key);
    assert.deepEqual(keys, ['pear', 'fig']);
    const [, pear] = await generations();
    assert.match(JSON.stringify(pear?.omitted), /temperature/);
    const listed = (await (await call('batches')).json()) as { operations: Operation[] };
    assert.equal(listed.operations[0]?.name, name);
    assert.equal(listed.operations[0]?.metadata.output, undefined);
  });

  it('refuses in words what it cannot do, and then runs none of it', async () => {
    const before = await generations();
    for (const [item, words] of [
      [{ request: { contents: [...request('a').contents, ...request('b').contents] } }, /one turn/],
      [
        { request: request('x', { generationConfig: { imageConfig: { aspectRatio: '7:5' } } }) },
        /aspect_ratio/,
      ],
      [{ request: request(' ') }, /needs a text/],
    ] as const) {
      const answer = await create([{ request: request('good') }, item]);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), words);
    }
    assert.match(await (await create([])).text(), /1 to 100 inline requests/);
    assert.deepEqual(await generations(), before);
  });

  it('takes back what it accepted when a later request is refused for want of money', async () => {
    const { key } = await gateway.app.keys.create({
      mode: 'live',
      name: 'poor',
      settings: { budget: { totalMicros: 100_000 } },
    });
    const answer = await create(
      Array.from({ length: 9 }, (_, index) => ({
        request: request(`Slow ${index} #emulate(latency, ms=300)`),
      })),
      key,
    );
    assert.equal(answer.status, 402, await answer.text());
    const listed = (await (await call('batches', 'GET', undefined, key)).json()) as {
      operations: { metadata: { batchStats: { requestCount: string } } }[];
    };
    assert.ok(listed.operations.every(({ metadata }) => metadata.batchStats.requestCount !== '9'));
  });

  it('is of its account and mode alone', async () => {
    const { name } = (await (await create([{ request: request('Mine') }])).json()) as Operation;
    for (const [path, method] of [
      [name, 'GET'],
      [`${name}:cancel`, 'POST'],
      [name, 'DELETE'],
    ] as const) {
      assert.equal((await call(path, method, undefined, gateway.testKey)).status, 404);
    }
    assert.equal((await call(`${name}:cancel`, 'POST')).status, 200);
    assert.equal((await call(name, 'DELETE')).status, 200);
    assert.equal((await call(name)).status, 404);
  });
});
