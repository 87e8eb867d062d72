import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

/** Far more than a socket's buffers hold, so that a client is still sending when it is refused. */
const large = Buffer.alloc(32 * 1_048_576, 1);
const times = 2;

describe('a client that is refused while it still sends', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const form = () => {
    const body = new FormData();
    body.append('model', 'nano-banana-2');
    body.append('prompt', 'x');
    body.append('file', new Blob([large], { type: 'image/png' }), 'a.png');
    return body;
  };
  /** Its length is not announced. */
  const stream = () => new Blob([large]).stream();

  const rows: [string, number, () => Promise<Response>][] = [
    ['a form with a bad key', 401, () => send('/v1/files/uploads', 'pt_live_bad', form())],
    ['a form that is too large', 413, () => send('/v1/files/uploads', gateway.liveKey, form())],
    ['bytes that are too large', 413, () => send('/v1/files/uploads', gateway.liveKey, large, 'image/png')],
    [
      'a stream that is too large',
      413,
      () => send('/v1/files/uploads', gateway.liveKey, stream(), 'image/png'),
    ],
    [
      'JSON that is too large',
      413,
      () => send('/v1/files/uploads/base64', gateway.liveKey, large, 'application/json'),
    ],
    ['an edit with a bad key', 401, () => send('/v1/images/edits', 'pt_live_bad', form())],
    ['a method that a path does not take', 405, () => send('/v1/files/nothing', gateway.liveKey, form())],
  ];
  const send = (target: string, key: string, body: NonNullable<RequestInit['body']>, type?: string) =>
    fetch(gateway.url + target, {
      method: 'POST',
      headers: { ...bearer(key), ...(type === undefined ? {} : { 'content-type': type }) },
      body,
      duplex: 'half',
    } as RequestInit);

  for (const [what, status, request] of rows) {
    it(`reads the answer: ${what}`, async () => {
      for (let time = 0; time < times; time += 1) {
        const answer = await request();
        assert.equal(answer.status, status);
        assert.ok((await answer.text()).length > 10);
      }
    });
  }

  it('reads the answer of a presigned address, too', async () => {
    const reserved = await fetch(`${gateway.url}/v1/files/uploads/presign`, {
      method: 'POST',
      headers: { ...bearer(gateway.liveKey), 'content-type': 'application/json' },
      body: JSON.stringify({ content_type: 'image/png', size: 1_000 }),
    });
    const { upload_url: url } = (await reserved.json()) as { upload_url: string };
    for (const [target, status] of [
      [url, 400],
      [`${url}x`, 404],
    ] as const) {
      for (const body of [large, stream()]) {
        const headers = { 'content-type': 'image/png' };
        const answer = await fetch(target, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit);
        assert.equal(answer.status, status);
        assert.ok((await answer.text()).length > 10);
      }
    }
  });
});
