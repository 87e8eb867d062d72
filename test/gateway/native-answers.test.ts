import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { startEmulator } from '../../emulator/index.ts';
import { relayEntry, serve, type TestServer } from '../conformance/relay.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface UpstreamAnswer {
  readonly type: string;
  readonly text: string;
  /** Absent: chunked. */
  readonly declaredBytes?: number;
  /** Whether the connection ends behind the text. */
  readonly isCut?: boolean;
  readonly rest?: string;
}

const secret = 'credential/of=it';

describe('a native answer that has begun with a picture', () => {
  let upstream: TestServer;
  let gateway: TestGateway;
  let asked = 0;
  let answer: UpstreamAnswer = { type: '', text: '' };
  let picture = '';
  before(async () => {
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } });
    picture = (await image.png().toBuffer()).toString('base64');
    upstream = await serve(async (_request, response) => {
      asked += 1;
      const { type, text, declaredBytes, isCut, rest } = answer;
      response.writeHead(200, {
        'content-type': type,
        ...(declaredBytes ? { 'content-length': declaredBytes } : {}),
      });
      response.write(text);
      // What is sent in two pieces is to arrive in two.
      if (rest || isCut) await sleep(100);
      if (isCut) response.destroy();
      else response.end(rest);
    });
    const channel = { provider: 'gemini-api', base_url: upstream.url, credential: secret };
    gateway = await startGateway({ config: { channels: [relayEntry(channel)] } });
  });
  after(async () => {
    await gateway.close();
    upstream.close();
  });

  const json = (value: unknown) => ({
    type: 'application/json; charset=UTF-8',
    text: JSON.stringify(value),
  });
  const events = (...values: readonly object[]) => ({
    type: 'text/event-stream',
    text: values.map((value) => `data: ${JSON.stringify(value)}\r\n\r\n`).join(''),
  });
  const bodyOf = (parts: readonly object[] | null, finishReason?: string) => ({
    candidates: [{ content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}), index: 0 }],
  });
  const image = () => ({ inlineData: { mimeType: 'image/png', data: picture } });
  const draft = () => ({ ...image(), thought: true });
  const filtered = 'The image was filtered out. You will not be charged for blocked images.';
  const overloaded = {
    error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' },
  };
  const ask = { contents: [{ role: 'user', parts: [{ text: 'A fig' }] }] };
  const post = (method: string, headers: Record<string, string> = {}) =>
    gateway.post(`/v1beta/models/nano-banana-2:${method}`, ask, headers);
  const recordOf = async (response: Response) => {
    const id = response.headers.get('x-plantain-generation');
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const record = await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json();
    const { status, error } = record as { status: string; error?: { code: string } };
    return [status, error?.code];
  };
  /** It is passed on as the upstream tells it, asked for once, and fails with the class `code`. */
  const assertPassedOn = async (method: string, given: typeof answer, code: string) => {
    asked = 0;
    answer = given;
    const response = await post(method);
    assert.equal(response.status, 200);
    assert.equal(await response.text(), given.text);
    assert.deepEqual([asked, ...(await recordOf(response))], [1, 'failed', code]);
  };

  it('that was a draft is passed on to its end where the image itself was filtered', async () => {
    const candidate = { ...bodyOf([draft()]).candidates[0], finishReason: 'IMAGE_SAFETY' };
    for (const [method, given] of [
      ['generateContent', json({ candidates: [{ ...candidate, finishMessage: filtered }] })],
      ['streamGenerateContent?alt=sse', events(bodyOf([draft()]), bodyOf(null, 'IMAGE_SAFETY'))],
      ['streamGenerateContent', json([bodyOf([draft()]), bodyOf(null, 'IMAGE_SAFETY')])],
    ] as const)
      await assertPassedOn(method, given, 'content_blocked');
  });

  it('is told again as it was where a repeat of the request comes by its Idempotency-Key', async () => {
    answer = json(bodyOf([draft()], 'IMAGE_SAFETY'));
    asked = 0;
    const key = { 'idempotency-key': 'filtered-draft' };
    assert.equal(await (await post('generateContent', key)).text(), answer.text);
    const again = await post('generateContent', key);
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [200, 'true']);
    assert.equal(await again.text(), answer.text);
    assert.equal(asked, 1);
  });

  it('ends with the error the upstream ends it with, and keeps and charges nothing', async () => {
    for (const [method, given] of [
      ['streamGenerateContent?alt=sse', events(bodyOf([image()]), overloaded)],
      ['streamGenerateContent', json([bodyOf([image()]), overloaded])],
    ] as const)
      await assertPassedOn(method, given, 'upstream_unavailable');
  });

  it('may be that of another candidate than the first', async () => {
    const [first] = bodyOf(null, 'IMAGE_SAFETY').candidates;
    const [second] = bodyOf([image()], 'STOP').candidates;
    answer = json({ candidates: [first, { ...second, index: 1 }] });
    const response = await post('generateContent');
    assert.equal(await response.text(), answer.text);
    assert.deepEqual((await recordOf(response))[0], 'succeeded');
  });

  it('is counted as told with it, whatever a last event leaves out', async () => {
    const candidatesTokensDetails = [{ modality: 'IMAGE', tokenCount: 1_120 }];
    const usageMetadata = { promptTokenCount: 8, candidatesTokenCount: 1_120, candidatesTokensDetails };
    const first = { ...bodyOf([image()]), usageMetadata };
    for (const last of [null, { trafficType: 'ON_DEMAND' }]) {
      answer = events(first, { ...bodyOf(null, 'STOP'), usageMetadata: last });
      const response = await post('streamGenerateContent?alt=sse');
      assert.equal(await response.text(), answer.text);
      const id = response.headers.get('x-plantain-generation');
      const headers = { authorization: `Bearer ${gateway.liveKey}` };
      const record = await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json();
      const { usage } = record as { usage: { prompt_tokens: number; image_tokens: number } };
      assert.deepEqual([usage.prompt_tokens, usage.image_tokens], [8, 1_120], JSON.stringify(record));
    }
  });

  it('may begin with a byte order mark', async () => {
    const given = json(bodyOf([image()], 'STOP'));
    answer = { ...given, text: `\ufeff${given.text}` };
    asked = 0;
    const response = await post('generateContent');
    assert.equal(response.status, 200);
    assert.equal(Buffer.from(await response.arrayBuffer()).toString(), answer.text);
    assert.deepEqual([asked, (await recordOf(response))[0]], [1, 'succeeded']);
  });

  it('is ended where it told a failure and was cut, whatever length was declared', async () => {
    const text = events(bodyOf([image()]), overloaded).text;
    for (const given of [{ isCut: true }, { isCut: true, declaredBytes: 6_000_000 }]) {
      answer = { type: 'text/event-stream', text, ...given };
      const key = { 'idempotency-key': `cut-${given.declaredBytes}` };
      const response = await post('streamGenerateContent?alt=sse');
      assert.equal(await within(response, text, false), text);
      assert.deepEqual(await recordOf(response), ['failed', 'upstream_unavailable']);
      await within(await post('streamGenerateContent?alt=sse', key), text, false).catch(() => undefined);
      const again = await post('streamGenerateContent?alt=sse', key);
      assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [503, 'true']);
    }
  });

  it('never tells the credential it was made with, and tells no error that quotes a key', async () => {
    const stream = 'streamGenerateContent?alt=sse';
    const begun = events(bodyOf([image()])).text;
    const errorOf = (message: string) => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
    const quoting = events(errorOf(`key ${secret} bad`)).text;
    const key = 'sk-0123456789abcdef';
    const inText = bodyOf([{ text: `It was made with ${secret}.` }, image()], 'STOP');
    const late = bodyOf([image(), { text: `It was made with ${secret}.` }], 'STOP');
    const middle = quoting.indexOf(secret) + 5;
    const array = json([bodyOf([image()]), errorOf(`key ${secret} bad`)]).text;
    const half = picture.slice(0, 40);
    for (const [method, text, rest] of [
      [stream, begun + quoting],
      [stream, begun, quoting],
      [stream, begun + quoting.slice(0, middle), quoting.slice(middle)],
      [stream, begun, quoting.replace('/', '\\/')],
      [stream, begun, quoting.replace('=', '\\u003d')],
      [stream, begun, quoting.replace('of', '\\u006ff')],
      [stream, begun, events(errorOf(`key ${key} bad`)).text],
      [stream, begun + events(overloaded).text, quoting],
      ['streamGenerateContent', ...halves(array, secret, 5)],
      ['streamGenerateContent', ...halves(array, half, 40)],
      ['generateContent', ...halves(json(late).text, secret, 5)],
    ] as const) {
      const type = method === stream ? 'text/event-stream' : 'application/json';
      answer = { type, text, ...(rest ? { rest } : {}) };
      const response = await post(method).catch(() => undefined);
      if (!response) continue;
      const came = response.status === 200 ? await within(response, text, true) : await response.text();
      assert.ok(!/credential|sk-/.test(came), came.slice(-200));
      assert.equal((await recordOf(response))[0], 'failed');
    }
    answer = json(inText);
    const refused = await post('generateContent');
    assert.deepEqual([refused.status, (await refused.text()).includes('credential')], [502, false]);
    answer = json(bodyOf([{ text: `I have ${secret}` }], 'STOP'));
    const words = await post('generateContent');
    assert.deepEqual([words.status, (await words.text()).includes('credential')], [502, false]);
  });

  it('is not asked for again with a new token where it ends with a 401', async () => {
    const vertex = await startEmulator();
    const credential = JSON.stringify(await vertex.serviceAccount());
    const channel = { provider: 'vertex-ai', base_url: upstream.url, credential };
    const other = await startGateway({ config: { channels: [relayEntry(channel)] } });
    try {
      answer = events(bodyOf([image()]), { error: { code: 401, message: 'No.', status: 'UNAUTHENTICATED' } });
      asked = 0;
      const response = await other.post('/v1beta/models/nano-banana-2:streamGenerateContent?alt=sse', ask);
      assert.deepEqual([await response.text(), asked], [answer.text, 1]);
    } finally {
      await other.close();
      await vertex.close();
    }
  });

  it('is cut where an error that it tells is followed by what cannot be read', async () => {
    const text = `${events(bodyOf([image()]), overloaded).text}data: {]}\r\n\r\n`;
    answer = { type: 'text/event-stream', text };
    const response = await post('streamGenerateContent?alt=sse').catch(() => undefined);
    if (response) await within(response, text, true);
  });
});

/** A text cut so many characters behind where another begins in it. */
const halves = (text: string, other: string, count: number): [string, string] => {
  const at = text.indexOf(other) + count;
  return [text.slice(0, at), text.slice(at)];
};

/** What came of an answer until its end, which must come in time, as that of a broken one if `isBroken`. */
async function within(response: Response, text: string, isBroken: boolean): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let came = '';
  let wasBroken = false;
  const over = sleep(5_000, undefined, { ref: false }).then(() => assert.fail(`no end after ${came.length}`));
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), over]);
      if (done) break;
      came += Buffer.from(value).toString();
    }
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    wasBroken = true;
  }
  assert.equal(wasBroken, isBroken, `${came.length} of ${text.length}`);
  return came;
}
