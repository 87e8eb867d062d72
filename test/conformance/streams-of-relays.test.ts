import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startTaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { relayEntry, serve, type TestServer } from './relay.test.kit.ts';

const stream = 'streamGenerateContent?alt=sse';
const array = 'streamGenerateContent';
const once = 'generateContent';

/** The first of two channels calls whatever it says a stream of events; the second one answers as Google does. */
describe('an answer that calls itself a stream of events', () => {
  let odd: TestServer;
  let good: TestServer;
  let answer = '';
  const pictures = { odd: '', good: '' };
  before(async () => {
    for (const [name, background] of [
      ['odd', 'teal'],
      ['good', 'red'],
    ] as const) {
      const image = sharp({ create: { width: 64, height: 64, channels: 3, background } });
      pictures[name] = (await image.png().toBuffer()).toString('base64');
    }
    odd = await serve((_request, response) => {
      const length = Buffer.byteLength(answer);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': length });
      response.write(answer.slice(0, 40));
      response.end(answer.slice(40));
    });
    good = await serve((request, response) => {
      const body = drawn(pictures.good);
      const isStream = request.url?.endsWith(stream);
      response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
      response.end(isStream ? event(body) : JSON.stringify(request.url?.endsWith(array) ? [body] : body));
    });
  });
  after(() => {
    odd.close();
    good.close();
  });

  const partsOf = (part: object, more = {}) => ({
    candidates: [{ content: { role: 'model', parts: [part] }, ...more }],
  });
  const drawn = (data: string) =>
    partsOf({ inlineData: { mimeType: 'image/png', data } }, { finishReason: 'STOP' });
  const thought = partsOf({ text: 'I think', thought: true });
  const event = (body: object) => `data: ${JSON.stringify(body)}\r\n\r\n`;
  const errorOf = (code: number, status: string) => ({ error: { code, message: 'Not now.', status } });
  const limited = errorOf(429, 'RESOURCE_EXHAUSTED');
  const overloaded = errorOf(503, 'UNAVAILABLE');

  /** Asks a gateway of its own, on whose channels nothing has failed yet. */
  const ask = async (method: string, given: string) => {
    answer = given;
    const entry = (id: string, base_url: string, priority: number) => ({
      ...relayEntry({ id, provider: 'gemini-api', base_url, credential: 'a-relay-credential' }),
      priority,
    });
    const gateway = await startTaskGateway({
      config: { channels: [entry('odd', odd.url, 1), entry('good', good.url, 2)] },
    });
    try {
      const contents = [{ role: 'user', parts: [{ text: 'A fig' }] }];
      const response = await gateway.post(`/v1beta/models/nano-banana-2:${method}`, { contents });
      const text = await response.text();
      const receipt = await gateway.receiptOf(response.headers.get('x-plantain-generation') ?? '');
      const attempts = receipt.attempts.map(({ channel, result }) => `${channel} ${result}`);
      return { status: response.status, text, attempts, receipt };
    } finally {
      await gateway.close();
    }
  };

  for (const [what, method, given, code] of [
    ['an error alone', stream, () => JSON.stringify(limited), 'upstream_rate_limited'],
    ['an error in lines', array, () => JSON.stringify(overloaded, null, 2), 'upstream_unavailable'],
    ['an error in an array', stream, () => JSON.stringify([overloaded], null, 2), 'upstream_unavailable'],
    [
      'an error behind a thought',
      stream,
      () => `${event(thought)}${JSON.stringify(limited)}\n`,
      'upstream_rate_limited',
    ],
    ['nothing', stream, () => '\n', 'upstream_truncated'],
    ['a page', array, () => '<html>\n<body>Hello</body>\n', 'upstream_truncated'],
    ['an empty array', array, () => '[]', 'upstream_truncated'],
  ] as const) {
    it(`and is ${what} is the failure that it says, and another channel is asked`, async () => {
      const { status, text, attempts } = await ask(method, given());
      assert.deepEqual(attempts.slice(0, 1), [`odd ${code}`]);
      assert.deepEqual(attempts.slice(-1), ['good delivered']);
      const body = JSON.stringify(drawn(pictures.good));
      assert.deepEqual([status, text], [200, method === stream ? `data: ${body}\r\n\r\n` : `[${body}]`]);
    });
  }

  it('and is one body is passed on as the form that was asked for', async () => {
    const body = JSON.stringify(drawn(pictures.odd));
    for (const [method, text] of [
      [stream, `data: ${body}\r\n\r\n`],
      [array, `[${body}\r\n\r\n]`],
      [once, body],
    ] as const) {
      const came = await ask(method, body);
      assert.deepEqual([came.status, came.text, came.attempts], [200, text, ['odd delivered']]);
      assert.equal(came.receipt.outputs.length, 1);
      assert.ok(came.receipt.chargedMicros > 0);
    }
  });

  it('and tells an error behind its picture tells it to the client, too', async () => {
    const { text, receipt } = await ask(
      stream,
      event(drawn(pictures.odd)) + JSON.stringify(overloaded, null, 2),
    );
    const bodies = text.split('\r\n\r\n').map((line) => line.slice('data: '.length));
    assert.deepEqual(JSON.parse(bodies[1] ?? ''), overloaded);
    assert.deepEqual([receipt.state, receipt.chargedMicros], ['failed', 0]);
  });

  it('is an array where one was asked for, with every event in it', async () => {
    const events = `: hello\n\n${event(thought)}:\n\n${event(drawn(pictures.odd))}data: [DONE]\n\n`;
    const { status, text, attempts, receipt } = await ask(array, events);
    assert.deepEqual([status, JSON.parse(text)], [200, [thought, drawn(pictures.odd)]]);
    assert.deepEqual([attempts, receipt.outputs.length], [['odd delivered'], 1]);
    assert.ok(receipt.chargedMicros > 0);
  });

  it('is no answer where one body was asked for: another channel is, before anything has gone on', async () => {
    const { status, text, attempts } = await ask(once, event(drawn(pictures.odd)));
    assert.deepEqual([status, text], [200, JSON.stringify(drawn(pictures.good))]);
    assert.deepEqual([attempts[0], attempts.at(-1)], ['odd upstream_truncated', 'good delivered']);
  });
});
