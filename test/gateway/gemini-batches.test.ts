import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { paddedPng } from '../../src/verification/padded-png.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Operation {
  readonly name: string;
  readonly done?: boolean;
  readonly metadata: {
    readonly state: string;
    readonly batchStats: Record<string, string>;
    readonly output?: BatchOutput;
  };
  readonly response?: BatchOutput & { readonly '@type': string };
}

interface BatchOutput {
  readonly inlinedResponses?: { readonly inlinedResponses: { metadata?: { key: string } }[] };
}

describe("Google's batches on the task engine", () => {
  let gateway: TestGateway;
  let aheadMs = 0;
  before(async () => {
    gateway = await startGateway({ clock: { now: () => Date.now() + aheadMs } });
  });
  after(() => gateway.close());

  const call = (path: string, method = 'GET', body?: object, key = gateway.liveKey, headers: object = {}) =>
    fetch(`${gateway.url}/v1beta/${path}`, {
      method,
      headers: { 'x-goog-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const request = (text: string, rest: object = {}) => ({ contents: [{ parts: [{ text }] }], ...rest });
  const create = (
    requests: readonly object[],
    key = gateway.liveKey,
    more: { readonly batch?: object; readonly headers?: object } = {},
  ) =>
    call(
      'models/nano-banana-2:batchGenerateContent',
      'POST',
      { batch: { display_name: 'test', input_config: { requests: { requests } }, ...more.batch } },
      key,
      more.headers,
    );
  const photo = {
    inline_data: { mime_type: 'image/png', data: Buffer.concat([...paddedPng(1_000)]).toString('base64') },
  };
  const withParts = (...parts: object[]) => ({ request: { contents: [{ parts }] } });
  const fileCount = async () => {
    const answer = await call('files?pageSize=100');
    return ((await answer.json()) as { files?: object[] }).files?.length ?? 0;
  };
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
      { request: request('A fig #emulate(no-image)'), metadata: { key: 'fig', customer: '7' } },
    ]);
    assert.equal(answer.status, 200, await answer.clone().text());
    const { name } = (await answer.json()) as Operation;
    const { metadata, response } = await ended(name);
    assert.equal(metadata.state, 'BATCH_STATE_SUCCEEDED');
    assert.deepEqual(metadata.batchStats, {
      requestCount: '2',
      successfulRequestCount: '1',
      failedRequestCount: '1',
    });
    const keysOf = (output: BatchOutput | undefined) =>
      output?.inlinedResponses?.inlinedResponses.map((one) => one.metadata?.key);
    assert.deepEqual([keysOf(response), metadata.output], [['pear', 'fig'], undefined]);
    const sdk = { 'x-goog-api-client': 'google-genai-sdk/2.32.0 gl-node/v20.19.0' };
    const told = (await (await call(name, 'GET', undefined, gateway.liveKey, sdk)).json()) as Operation;
    assert.deepEqual([keysOf(told.metadata.output), keysOf(told.response)], [['pear', 'fig'], undefined]);
    for (const operation of [{ response }, told]) {
      const type = 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatchOutput';
      assert.equal(operation.response?.['@type'], type);
    }
    const [fig, pear] = await generations();
    assert.match(JSON.stringify(pear?.omitted), /temperature/);
    assert.match(JSON.stringify(fig?.omitted), /metadata\.customer/);
    const listed = (await (await call('batches')).json()) as { operations: Operation[] };
    assert.equal(listed.operations[0]?.name, name);
    assert.equal(listed.operations[0]?.metadata.output ?? listed.operations[0]?.response, undefined);
  });

  it('tells what it leaves out in the header of both answers, each thing once', async () => {
    const item = request('A kiwi', {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: { seed: 7, responseFormat: { image: { mimeType: 'image/png' } } },
      tools: [{ google_search: { search_types: { image_search: {} }, excludeDomains: ['a.example'] } }],
    });
    const answer = await create([{ request: item }, { request: item }]);
    assert.equal(answer.status, 200, await answer.clone().text());
    const reason = 'not sent for requests of a batch';
    const names = [
      ...['systemInstruction', 'seed', 'tools.googleSearch.searchTypes'],
      ...['tools.googleSearch.excludeDomains', 'responseFormat.image.mimeType'],
    ];
    const told = (response: Response) =>
      (response.headers.get('x-plantain-omitted') ?? '').split(', ').sort();
    const expected = names.map((name) => `${name};reason="${reason}"`).sort();
    assert.deepEqual(told(answer), expected);
    const { name } = (await answer.json()) as Operation;
    await ended(name);
    assert.deepEqual(told(await call(name)), expected);
    const strict = { 'x-plantain-strict': 'true' };
    const searched = request('A kiwi', { tools: { googleSearch: { excludeDomains: ['a.example'] } } });
    const refusal = await create([{ request: searched }], undefined, { headers: strict });
    assert.equal(refusal.status, 400, await refusal.clone().text());
    assert.match(await refusal.text(), /excludeDomains/);
  });

  it('reads ratio and size from responseFormat, in both spellings of Google, as :generateContent does', async () => {
    const config = (image: object) => ({ generationConfig: { responseFormat: { image } } });
    const answer = await create([
      { request: request('A wide kiwi', config({ aspectRatio: '16:9', imageSize: '2K' })) },
      {
        request: request(
          'A wide fig',
          config({ aspect_ratio: 'ASPECT_RATIO_SIXTEEN_BY_NINE', image_size: 'IMAGE_SIZE_TWO_K' }),
        ),
      },
    ]);
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.equal(answer.headers.get('x-plantain-omitted'), null);
    const { metadata } = await ended(((await answer.json()) as Operation).name);
    assert.equal(metadata.state, 'BATCH_STATE_SUCCEEDED');
    for (const word of ['kiwi', 'fig']) {
      const sent = gateway.upstream.requests.map(({ body }) => JSON.stringify(body));
      const body = sent.findLast((text) => text.includes(`A wide ${word}`));
      assert.match(body ?? '', /"imageConfig":\{"aspectRatio":"16:9","imageSize":"2K"\}/);
    }
    const refusal = await create([{ request: request('A kiwi', config({ aspectRatio: '7:5' })) }]);
    assert.equal(refusal.status, 400);
    assert.match(await refusal.text(), /responseFormat\.image\.aspectRatio must be one of/);
  });

  it('takes null for what is absent and one value for a list of one, as :generateContent does', async () => {
    const answer = await call('models/nano-banana-2:batchGenerateContent', 'POST', {
      batch: {
        displayName: null,
        inputConfig: {
          requests: {
            requests: {
              request: {
                contents: { role: null, parts: { text: 'A lone fig', inlineData: null } },
                generationConfig: null,
                tools: null,
              },
            },
          },
        },
      },
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    const { metadata } = await ended(((await answer.json()) as Operation).name);
    assert.equal(metadata.state, 'BATCH_STATE_SUCCEEDED');
  });

  it('refuses in words what it cannot do, and then runs none of it', async () => {
    const before = await generations();
    const twoPictures = {
      inlineData: { mimeType: 'image/png', data: 'AAAA' },
      fileData: { fileUri: 'https://a.example/1.png' },
    };
    for (const [item, words] of [
      [{ request: { contents: [...request('a').contents, ...request('b').contents] } }, /one turn/],
      [
        { request: request('x', { generationConfig: { imageConfig: { aspectRatio: '7:5' } } }) },
        /requests\[\d\]\.request\.generationConfig\.imageConfig\.aspectRatio must be one of/,
      ],
      [
        { request: { contents: [{ parts: [{ text: 'x' }, twoPictures] }] } },
        /parts\[1\] has two pictures; give each a part of its own/,
      ],
      [{ request: request(' ') }, /its text is required: 1 to 32000 characters/],
      [{ request: request('x'.repeat(32_001)) }, /its text must be 1 to 32000 characters long/],
      [{ request: request('x', { model: 'models/nano-banana-pro' }) }, /is not the model of this batch/],
      [{ request: request('x', { generationConfig: { imageConfg: {} } }) }, /Unknown name \\?"imageConfg/],
      [{ request: request('x'), metdata: {} }, /Unknown name \\?"metdata/],
      [{ request: { contents: [{ role: 'model', parts: [{ text: 'x' }] }] } }, /role must be user/],
      [withParts({ text: 'x' }, { thought: true }), /neither a text nor a picture/],
    ] as const) {
      const answer = await create([{ request: request('good') }, item]);
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), words);
    }
    assert.match(await (await create([])).text(), /1 to 100 inline requests/);
    const good = [{ request: request('good') }];
    for (const [batch, words] of [
      [{ webhookConfig: { uris: ['https://example.com'] } }, /nobody is told/],
      [{ display_nam: 'x' }, /Unknown name \\?"displayNam/],
      [{ model: 'models/nano-banana' }, /is not the model of this batch/],
    ] as const) {
      const answer = await create(good, gateway.liveKey, { batch });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), words);
    }
    assert.deepEqual(await generations(), before);
  });

  it('keeps no picture of a batch that it refuses, whichever request is at fault', async () => {
    const before = await fileCount();
    const good = withParts({ text: 'At night' }, photo);
    for (const wrong of [
      { request: request(' ') },
      withParts({ text: 'x' }, { inline_data: { mime_type: 'image/png', data: btoa('no picture') } }),
    ]) {
      const answer = await create([good, wrong]);
      assert.equal(answer.status, 400, await answer.text());
    }
    const strict = { 'x-plantain-strict': 'true' };
    const unsent = request('x', { generationConfig: { seed: 7 } });
    const answer = await create([good, { request: unsent }], gateway.liveKey, { headers: strict });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /strict request may not carry seed/);
    assert.equal(await fileCount(), before);
  });

  it('takes wishes from headers as every other create does', async () => {
    const pinned = { headers: { 'x-plantain-channel': 'upstream' } };
    const refused = await create([{ request: request('Pinned') }], gateway.liveKey, pinned);
    assert.equal(refused.status, 403, await refused.text());
    const wrong = { headers: { 'x-plantain-strategy': 'best' } };
    assert.equal((await create([{ request: request('Wrong') }], gateway.liveKey, wrong)).status, 400);
    // The one channel is official, so a request for value channels finds none.
    const value = { headers: { 'x-plantain-strategy': 'value' } };
    const { name } = (await (
      await create([{ request: request('Cheap') }], gateway.liveKey, value)
    ).json()) as Operation;
    assert.equal((await ended(name)).metadata.state, 'BATCH_STATE_FAILED');
  });

  it('reports on the receipt what of parts, tools and the batch was not sent', async () => {
    const parts = [{ text: 'A quince', videoMetadata: {}, thoughtSignature: 'eA==' }];
    const item = { request: { contents: [{ role: 'user', parts }], tools: [{ codeExecution: {} }] } };
    const answer = await create([item], gateway.liveKey, { batch: { priority: 3 } });
    await ended(((await answer.json()) as Operation).name);
    const omitted = JSON.stringify((await generations())[0]?.omitted);
    for (const name of ['parts.videoMetadata', 'parts.thoughtSignature', 'tools.codeExecution']) {
      assert.ok(omitted.includes(name), omitted);
    }
    assert.match(omitted, /batch\.priority/);
  });

  it('pages by its own tokens and refuses any other', async () => {
    const first = (await (await call('batches?pageSize=1')).json()) as {
      operations: Operation[];
      nextPageToken: string;
    };
    assert.equal(first.operations.length, 1);
    const second = await call(`batches?pageSize=1&pageToken=${first.nextPageToken}`);
    assert.notEqual(((await second.json()) as typeof first).operations[0]?.name, first.operations[0]?.name);
    for (const query of ['pageToken=Infinity', 'pageToken=1e300', 'pageToken=-1', 'pageSize=NaN']) {
      for (const list of ['batches', 'files', 'models']) {
        assert.equal((await call(`${list}?${query}`)).status, 400, `${list}?${query}`);
      }
    }
  });

  const slowly = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      request: request(`Slow ${index} #emulate(latency, ms=300)`),
    }));
  const keyWith = async (settings: object) =>
    (await gateway.app.keys.create({ mode: 'live', name: 'bounded', settings })).key;
  const batchNames = async () => {
    const listed = (await (await call('batches?pageSize=50')).json()) as { operations: Operation[] };
    return listed.operations.map(({ name }) => name);
  };

  it('accepts nothing of a batch that is refused, however often it is sent', async () => {
    const known = await generations();
    const batches = await batchNames();
    const poor = await keyWith({ budget: { totalMicros: 100_000 } });
    const narrow = await keyWith({ concurrency: 10 });
    const hurried = await keyWith({ requestsPerMinute: 10 });
    for (const [key, count, status, words] of [
      [poor, 9, 402, /total budget/],
      [narrow, 20, 400, /may have 10 generations running or waiting at once; the batch has 20/],
      [hurried, 11, 400, /may make 10 a minute; the batch has 11/],
    ] as const) {
      for (let sent = 0; sent < 2; sent += 1) {
        const answer = await create(slowly(count), key);
        assert.equal(answer.status, status);
        assert.match(await answer.text(), words);
      }
    }
    assert.deepEqual([await generations(), await batchNames()], [known, batches]);
  });

  it('refuses a batch whole while others of its key leave it too little room', async () => {
    const key = await keyWith({ concurrency: 10 });
    assert.equal((await create(slowly(8), key)).status, 200);
    const before = [(await generations()).length, await batchNames()];
    const answer = await create(slowly(3), key);
    assert.equal(answer.status, 429, await answer.text());
    assert.deepEqual([(await generations()).length, await batchNames()], before);
  });

  it('counts each of its requests as a create, and tells when as many are free again', async () => {
    const key = await keyWith({ requestsPerMinute: 10 });
    assert.equal((await create(slowly(6), key)).status, 200);
    const count = (await generations()).length;
    const answer = await create(slowly(6), key);
    assert.equal(answer.status, 429, await answer.text());
    assert.ok(Number(answer.headers.get('retry-after')) > 50);
    assert.equal((await generations()).length, count);
    assert.equal((await create(slowly(2), key)).status, 200);
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

  it('says of each request whose picture has expired that it has, in JSON that can be read', async () => {
    const answer = await create([{ request: request('Words too', {}) }, { request: request('Two') }]);
    const { name } = (await answer.json()) as Operation;
    await ended(name);
    aheadMs = 15 * 86_400_000 + 1_000;
    const { response } = await ended(name);
    aheadMs = 0;
    const responses = response?.inlinedResponses?.inlinedResponses as { error?: { code: number } }[];
    assert.deepEqual(
      responses.map(({ error }) => error?.code),
      [404, 404],
    );
  });
});
