import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestArchive, testArchives } from '../services/test-archives.ts';
import { startGateway } from './gateway.test.kit.ts';
import { bare, type SignedGateway, startSignedGateway } from './signed-links.test.kit.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

for (const kind of testArchives())
  describe(`a signed link to a picture on ${kind.name}`, () => {
    let archive: TestArchive;
    let gateway: SignedGateway;
    before(async () => {
      archive = await kind.create();
      const endpoint = archive.endpoint ? { PLANTAIN_S3_ENDPOINT: archive.endpoint } : {};
      gateway = await startSignedGateway({ env: { PLANTAIN_ARTIFACTS: archive.location, ...endpoint } });
    });
    after(async () => {
      await gateway.close();
      await archive.remove();
    });

    const refusalOf = async (url: string, init: RequestInit = {}) => {
      const { status, headers, ...answer } = await fetch(url, init).then(async (response) => ({
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      }));
      assert.deepEqual(
        [status, headers.get('cache-control'), headers.get('etag')],
        [403, 'no-store', null],
        url,
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      return answer.text;
    };

    it('opens its picture whole, in part and by its head, and is cached no longer than it lives', async () => {
      const url = await gateway.makeOne();
      const whole = await fetch(url);
      const bytes = Buffer.from(await whole.arrayBuffer());
      assert.equal(whole.status, 200);
      const untilMs = Number(new URL(url).searchParams.get('expires')) * 1_000;
      const maxAge = Number(
        /^public, max-age=(\d+), immutable$/.exec(whole.headers.get('cache-control') ?? '')?.[1],
      );
      assert.ok(maxAge > 3_400 && maxAge <= (untilMs - Date.now()) / 1_000 + 5, `${maxAge}`);
      assert.equal(Date.parse(whole.headers.get('expires') ?? ''), untilMs);
      const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
      assert.equal(part.status, 206);
      assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(10, 20));
      const head = await fetch(url, { method: 'HEAD' });
      assert.deepEqual([head.status, Number(head.headers.get('content-length'))], [200, bytes.length]);
      const etag = head.headers.get('etag') ?? '';
      assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
    });

    it('that is missing, forged or of another picture is refused, whatever is asked for', async () => {
      const [url, other] = [await gateway.makeOne(), await gateway.makeOne()];
      const { search, searchParams } = new URL(url);
      const wrong = {
        absent: bare(url),
        'without a time': `${bare(url)}?signature=${searchParams.get('signature')}`,
        'without a signature': `${bare(url)}?expires=${searchParams.get('expires')}`,
        forged: url.replace(/signature=..../, 'signature=AAAA'),
        lengthened: url.replace(
          /expires=\d+/,
          (text) => `${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`,
        ),
        twice: `${url}&${search.slice(1)}`,
        'of another picture': bare(other) + search,
        'of the same picture as another type': bare(url).replace('.jpeg', '.png') + search,
        'of no picture': `${gateway.url}/task-artifacts/2026/01/01/sync-image/nothing-1.png`,
      };
      const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
      for (const [name, link] of Object.entries(wrong)) {
        assert.match(await refusalOf(link), /no valid signature\. Ask again for its generation/, name);
        await refusalOf(link, { method: 'HEAD' });
        await refusalOf(link, { headers: { range: 'bytes=0-9' } });
        await refusalOf(link, { headers: { 'if-none-match': etag } });
        await refusalOf(link, { headers: { authorization: `Bearer ${gateway.liveKey}` } });
      }
    });

    it('that is too old is refused while its picture is kept, and its picture is gone after', async () => {
      const url = await gateway.makeOne();
      const { id } = JSON.parse(await gateway.text('GET', '/v1/generations?limit=1')).data[0];
      gateway.advance(hourMs);
      assert.match(await refusalOf(url), /has expired, the image has not\. Ask again/);
      await refusalOf(url, { method: 'HEAD' });
      gateway.advance(15 * dayMs - hourMs - 60_000);
      const read = await gateway.text('GET', `/v1/generations/${id}`);
      const last = JSON.parse(read).images[0] as { url: string; expires_at: string };
      assert.ok(
        Number(new URL(last.url).searchParams.get('expires')) * 1_000 <= Date.parse(last.expires_at),
        'a link lives no longer than its picture',
      );
      const answer = await fetch(last.url);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('cache-control') ?? '', /max-age=[0-5]?\d,/);
      gateway.advance(61_000);
      for (const link of [url, last.url]) assert.equal((await fetch(link)).status, 410, link);
      await refusalOf(bare(url));
      gateway.advance(-15 * dayMs - 1_000);
    });
  });

describe('a signed link after a change of the settings', () => {
  it('opens as long as its master key is named, and bare URLs open when links are no longer signed', async () => {
    const [old, fresh] = ['o'.repeat(40), 'f'.repeat(40)];
    let keys = old;
    const open = (env: Record<string, string>) =>
      startGateway({ env: { PLANTAIN_MASTER_KEY: keys, ...env } });
    const gateway = await open({ PLANTAIN_SIGNED_LINKS: '1h' });
    const judged = async (env: Record<string, string>, link: string) => {
      const other = await open(env);
      try {
        return (await fetch(other.url + link)).status;
      } finally {
        await other.close();
      }
    };
    try {
      const answer = await gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt: 'x' });
      const { data } = (await answer.json()) as { data: { url: string }[] };
      const { pathname, search } = new URL(data[0]?.url ?? '');
      // The pictures of another folder are not there: 404 says that the signature was taken.
      keys = `${fresh},${old}`;
      assert.equal(await judged({ PLANTAIN_SIGNED_LINKS: '1h' }, pathname + search), 404);
      keys = fresh;
      assert.equal(await judged({ PLANTAIN_SIGNED_LINKS: '1h' }, pathname + search), 403);
      assert.equal(await judged({}, pathname), 404);
      assert.equal(await judged({}, pathname + search), 404);
    } finally {
      await gateway.close();
    }
  });

  it('is not made unless somebody asks for it', async () => {
    const gateway = await startGateway();
    try {
      const answer = await gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt: 'x' });
      const { data } = (await answer.json()) as { data: { url: string }[] };
      const url = data[0]?.url ?? '';
      assert.equal(new URL(url).search, '');
      assert.equal((await fetch(url)).status, 200);
    } finally {
      await gateway.close();
    }
  });
});
