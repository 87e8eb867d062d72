import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startReceiver } from '../callbacks/receiver.test.kit.ts';
import { type EndedSpan, type RecordedSpans, recordSpans } from './recorded-spans.test.kit.ts';
import { startRecordedGateway, type TracedGateway } from './traced-gateway.test.kit.ts';

const client = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
let traces = 0;

/** The headers of a client that traces, in a trace of its own for each request. */
function clientTrace() {
  traces += 1;
  const traceId = client.traceId.slice(0, 28) + String(traces).padStart(4, '0');
  return {
    traceId,
    headers: { traceparent: `00-${traceId}-${client.spanId}-01`, tracestate: 'client=1' },
  };
}

const parentOf = (span: EndedSpan) => span.parentSpanContext?.spanId;
const idOf = (span: EndedSpan | undefined) => span?.spanContext().spanId;
const named = (spans: readonly EndedSpan[], name: string) => spans.filter((span) => span.name === name);

describe('the trace of a request', () => {
  let spans: RecordedSpans;
  let gateway: TracedGateway;
  before(async () => {
    spans = recordSpans();
    gateway = await startRecordedGateway();
  });
  after(async () => {
    await gateway.close();
    spans.stop();
  });

  const generate = (prompt: string, headers: Record<string, string>) =>
    gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt }, headers);

  it('goes on from the client through the attempt to the upstream and the archive', async () => {
    const { traceId, headers } = clientTrace();
    const response = await generate('a picture', headers);
    assert.equal(response.status, 200, await response.text());
    const ended = await spans.ofTrace(traceId, 3);
    assert.equal(ended.length, 3);
    const [server] = named(ended, 'POST /v1/images/generations') as [EndedSpan];
    const [attempt] = named(ended, 'generate_content gemini-3.1-flash-image') as [EndedSpan];
    const [archive] = named(ended, 'archive') as [EndedSpan];
    assert.deepEqual(
      [parentOf(server), parentOf(attempt), parentOf(archive)],
      [client.spanId, idOf(server), idOf(attempt)],
    );
    assert.deepEqual([server.kind, attempt.kind, archive.kind], [1, 2, 0]);
    assert.deepEqual([server.status.code, attempt.status.code, archive.status.code], [0, 0, 0]);
    const id = response.headers.get('x-plantain-generation');
    assert.deepEqual(server.attributes, {
      'http.request.method': 'POST',
      'http.route': '/v1/images/generations',
      'http.response.status_code': 200,
      'plantain.protocol': 'openai-images',
      'plantain.request.id': response.headers.get('x-request-id'),
      'plantain.generation.id': id,
      'plantain.model': 'nano-banana-2',
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.request.model': 'nano-banana-2',
    });
    const { 'gen_ai.usage.output_tokens': tokens, ...facts } = attempt.attributes;
    assert.ok(Number(tokens) > 0);
    assert.deepEqual(facts, {
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-3.1-flash-image',
      'gen_ai.response.model': 'gemini-3.1-flash-image',
      'gen_ai.usage.input_tokens': facts['gen_ai.usage.input_tokens'],
      'http.response.status_code': 200,
      'plantain.generation.id': id,
      'plantain.output': 1,
      'plantain.attempt': 1,
      'plantain.channel': 'upstream',
      'plantain.provider': 'gemini-api',
    });
    assert.equal(archive.attributes['plantain.generation.id'], id);
    const seen = gateway.recording.ofTrace(traceId).at(-1);
    assert.equal(seen?.traceparent, `00-${traceId}-${idOf(attempt)}-01`);
    assert.equal(seen?.tracestate, 'client=1');
  });

  it('has a span for every try, with what the upstream said', async () => {
    const { traceId, headers } = clientTrace();
    const response = await generate('tried again #emulate(status, code=503, times=1, token=again)', headers);
    assert.equal(response.status, 200, await response.text());
    const ended = await spans.ofTrace(traceId, 4);
    const attempts = ended.filter(({ name }) => name.startsWith('generate_content '));
    assert.deepEqual(
      attempts.map(({ attributes, status }) => [
        attributes['plantain.attempt'],
        attributes['http.response.status_code'],
        attributes['error.type'],
        status.code,
      ]),
      [
        [1, 503, 'upstream_unavailable', 2],
        [2, 200, undefined, 0],
      ],
    );
    assert.equal(new Set(attempts.map(parentOf)).size, 1);
  });

  it('fails with what is our failure, and only tells what is the client’s', async () => {
    const denied = clientTrace();
    assert.equal((await generate('denied #emulate(status, code=401)', denied.headers)).status, 502);
    const [server] = named(await spans.ofTrace(denied.traceId, 2), 'POST /v1/images/generations');
    assert.deepEqual([server?.status.code, server?.attributes['error.type']], [2, '502']);
    assert.equal(server?.status.message, undefined);

    const refused = clientTrace();
    assert.equal((await generate('', refused.headers)).status, 400);
    const [told] = await spans.ofTrace(refused.traceId, 1);
    assert.deepEqual([told?.status.code, told?.attributes['plantain.failure']], [0, 'invalid_request']);

    const unknown = clientTrace();
    await generate('no key', { ...unknown.headers, authorization: 'Bearer pt_live_nobody' });
    const [stranger] = await spans.ofTrace(unknown.traceId, 1);
    assert.equal(stranger?.attributes['http.response.status_code'], 401);
  });

  it('of a task goes on in its run and its callback, whose receiver learns nothing of it', async () => {
    const receiver = await startReceiver();
    const { traceId, headers } = clientTrace();
    const body = { model: 'nano-banana-2', prompt: 'a task', callback_url: `${receiver.url}?token=hook` };
    const response = await gateway.post('/v1/generations', body, headers);
    const { id } = (await response.json()) as { id: string };
    await receiver.until(1);
    const ended = await spans.ofTrace(traceId, 5);
    const [server] = named(ended, 'POST /v1/generations') as [EndedSpan];
    const [run] = named(ended, 'perform nano-banana-2') as [EndedSpan];
    const [callback] = named(ended, 'POST callback') as [EndedSpan];
    const [attempt] = named(ended, 'generate_content gemini-3.1-flash-image') as [EndedSpan];
    assert.deepEqual(
      [parentOf(server), parentOf(run), parentOf(attempt), parentOf(callback)],
      [client.spanId, idOf(server), idOf(run), idOf(server)],
    );
    for (const span of [server, run, attempt, callback]) {
      assert.equal(span.attributes['plantain.generation.id'], id, span.name);
    }
    assert.equal(run.kind, 4);
    assert.equal(callback.attributes['http.response.status_code'], 200);
    assert.equal(callback.attributes['server.address'], '127.0.0.1');
    assert.equal(receiver.received[0]?.headers.traceparent, undefined);
    await receiver.close();
  });

  it('of a batch goes on in the run of each of its tasks', async () => {
    const { traceId, headers } = clientTrace();
    const one = (text: string) => ({ request: { contents: [{ parts: [{ text }] }] } });
    const requests = [one('the first'), one('the second')];
    const body = { batch: { display_name: 'two', input_config: { requests: { requests } } } };
    const path = '/v1beta/models/nano-banana-2:batchGenerateContent';
    assert.equal((await gateway.post(path, body, headers)).status, 200);
    const ended = await spans.ofTrace(traceId, 7);
    const runs = named(ended, 'perform nano-banana-2');
    const server = ended.find(({ kind }) => kind === 1);
    assert.deepEqual(runs.map(parentOf), [idOf(server), idOf(server)]);
  });

  it('of a task whose run fails says so', async () => {
    const { traceId, headers } = clientTrace();
    const prompt = 'blocked #emulate(block, reason=SAFETY)';
    await gateway.post('/v1/generations', { model: 'nano-banana-2', prompt }, headers);
    const [run] = named(await spans.ofTrace(traceId, 3), 'perform nano-banana-2');
    assert.deepEqual([run?.status.code, run?.attributes['error.type']], [2, 'content_blocked']);
  });

  it('of the same request is no part of its meaning: an Idempotency-Key stands for it in any trace', async () => {
    for (const kind of ['/v1/images/generations', '/v1/generations']) {
      const body = { model: 'nano-banana-2', prompt: 'once' };
      const ids = [];
      for (const { headers } of [clientTrace(), clientTrace()]) {
        const response = await gateway.post(kind, body, { ...headers, 'idempotency-key': `once${kind}` });
        ids.push([response.status, response.headers.get('x-plantain-generation')]);
      }
      assert.deepEqual(ids[0], ids[1]);
    }
  });

  it('begins anew where the client’s is malformed, and nobody is refused for it', async () => {
    const before = spans.ended.length;
    const malformed = ['ff-0-0-0', `00-${'0'.repeat(32)}-${client.spanId}-01`, 'a'.repeat(10_000)];
    for (const traceparent of malformed) {
      const response = await fetch(`${gateway.url}/v1/models`, {
        headers: { traceparent, authorization: `Bearer ${gateway.liveKey}` },
      });
      assert.equal(response.status, 200);
    }
    const answered = () => named(spans.ended.slice(before), 'GET /v1/models');
    await spans.until(() => answered().length >= malformed.length);
    for (const span of answered()) assert.equal(span.parentSpanContext, undefined);
  });

  it('ends when the client goes away before its answer', async () => {
    const { traceId, headers } = clientTrace();
    const abort = new AbortController();
    const request = fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'late #emulate(latency, ms=1000)' }),
      signal: abort.signal,
    }).catch(() => undefined);
    while (gateway.recording.ofTrace(traceId).length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    abort.abort();
    await request;
    const [server] = await spans.ofTrace(traceId, 1);
    assert.deepEqual(
      [server?.name, server?.attributes['error.type']],
      ['POST /v1/images/generations', 'cut'],
    );
  });

  it('of a native request hands the upstream our place in it and no other header of the client', async () => {
    const { traceId, headers } = clientTrace();
    const body = { contents: [{ role: 'user', parts: [{ text: 'native' }] }] };
    const response = await gateway.post('/v1beta/models/nano-banana-2:generateContent', body, {
      ...headers,
      baggage: 'user=canary-header',
      b3: 'canary-header',
      'x-canary': 'canary-header',
      'user-agent': 'canary-header',
    });
    assert.equal(response.status, 200, await response.text());
    const [attempt] = named(await spans.ofTrace(traceId, 3), 'generate_content gemini-3.1-flash-image');
    const seen = gateway.recording.ofTrace(traceId).at(-1) ?? {};
    assert.equal(seen.traceparent, `00-${traceId}-${idOf(attempt)}-01`);
    assert.ok(!JSON.stringify(seen).includes('canary-header'));
    assert.deepEqual(Object.keys(seen).sort(), [
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'traceparent',
      'tracestate',
      'x-goog-api-key',
    ]);
  });

  it('holds no prompt, key, credential, address with a secret or name of a picture', async () => {
    const { traceId, headers } = clientTrace();
    const response = await generate('canary-prompt', headers);
    const [{ url }] = ((await response.json()) as { data: [{ url: string }] }).data;
    await spans.ofTrace(traceId, 3);
    const text = JSON.stringify(
      spans.ended.map(({ name, attributes, status, events, links }) => [
        name,
        attributes,
        status,
        events,
        links,
      ]),
    );
    const picture = url.split('/').at(-1) as string;
    const secrets = ['canary', 'a task', 'token=hook', '/hook', gateway.liveKey, gateway.testKey, picture];
    for (const secret of secrets) assert.ok(!text.includes(secret), secret);
  });
});
