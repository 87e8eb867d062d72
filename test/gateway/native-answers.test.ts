import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { relayEntry, serve, type TestServer } from '../conformance/relay.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

describe('a native answer that has begun with a picture', () => {
  let upstream: TestServer;
  let gateway: TestGateway;
  let asked = 0;
  let answer = { type: '', text: '' };
  let picture = '';
  before(async () => {
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } });
    picture = (await image.png().toBuffer()).toString('base64');
    upstream = await serve((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': answer.type }).end(answer.text);
    });
    const channel = { provider: 'gemini-api', base_url: upstream.url, credential: 'credential-of-it' };
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

  it('may begin with a byte order mark', async () => {
    const given = json(bodyOf([image()], 'STOP'));
    answer = { ...given, text: `\ufeff${given.text}` };
    asked = 0;
    const response = await post('generateContent');
    assert.equal(response.status, 200);
    assert.equal(Buffer.from(await response.arrayBuffer()).toString(), answer.text);
    assert.deepEqual([asked, (await recordOf(response))[0]], [1, 'succeeded']);
  });
});
