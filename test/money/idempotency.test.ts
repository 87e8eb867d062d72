import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { idempotencyMs } from '../../src/admission/idempotency.ts';
import { testEngines } from '../services/test-engines.ts';
import { type BookKeeper, type KeptAccount, openBookKeeper } from './book-keeper.test.kit.ts';
import {
  type Answer,
  imagesUrl,
  nativeJson,
  nativeStream,
  post,
  priceMicros,
  surfaces,
} from './surfaces.test.kit.ts';

for (const engine of testEngines()) {
  describe(`an Idempotency-Key on ${engine.name}`, () => {
    let books: BookKeeper;
    let account: KeptAccount;
    let nowMs = Date.now();
    const clock = { now: () => nowMs };
    before(async () => {
      books = await openBookKeeper(engine, { clock });
      account = await books.open(1_000 * priceMicros);
    });
    after(() => books.close());

    const send = async (path: string, body: unknown, key: string, bearer = account.key): Promise<Answer> =>
      (await post(books.gateway.url + path, bearer, body, { 'idempotency-key': key })) as Answer;
    const draw = (body: object, key: string, bearer?: string) =>
      send('/v1/images/generations', { model: 'nano-banana-2', ...body }, key, bearer);

    for (const [what, surface, prompt, status] of [
      ['a filtered image', imagesUrl, 'x #emulate(block, reason=IMAGE_SAFETY)', 400],
      ['an exhausted upstream', imagesUrl, 'x #emulate(status, code=429, retry=7s)', 429],
      ['a cut answer', imagesUrl, 'x #emulate(cut, at=0.5)', 502],
      ['an exhausted upstream', nativeJson, 'x #emulate(status, code=429, retry=7s)', 429],
      ["a block in Google's own 200", nativeJson, 'x #emulate(block, reason=PROHIBITED_CONTENT)', 200],
      ["a block in Google's own 200", nativeStream, 'x #emulate(block, reason=IMAGE_SAFETY)', 200],
    ] as const) {
      it(`tells ${what} again byte for byte (${surface.name}), at no cost and without asking upstream`, async () => {
        const before = await account.balance();
        const headers = { 'idempotency-key': `failure ${surface.name} ${prompt}` };
        const first = await surface.ask(books.gateway.url, account.key, prompt, headers);
        assert.equal(first?.status, status, String(first?.body));
        const sent = books.gateway.upstream.requests.length;
        const again = await surface.ask(books.gateway.url, account.key, prompt, headers);
        assert.equal(again?.status, status);
        assert.equal(String(again?.body), String(first?.body));
        assert.equal(again?.headers.get('idempotent-replayed'), 'true');
        assert.equal(again?.headers.get('content-type'), first?.headers.get('content-type'));
        if (status === 429) assert.match(first?.headers.get('retry-after') ?? 'none', /^[1-9]\d*$/);
        assert.equal(again?.headers.get('retry-after'), first?.headers.get('retry-after'));
        assert.equal(books.gateway.upstream.requests.length, sent);
        assert.equal(await account.balance(), before);
        // Past the delay the upstream asked for.
        nowMs += 10_000;
      });
    }

    it('tells which reference could not be fetched again', async () => {
      const body = { prompt: 'x', image_input: ['http://127.0.0.1:9/none.png'] };
      const first = await draw(body, 'reference');
      const again = await draw(body, 'reference');
      assert.equal(first.status, 400);
      assert.match(String(first.body), /Reference image 1 /);
      assert.equal(String(again.body), String(first.body));
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
    });

    it('compares what a body means, not how it is spelled', async () => {
      const first = await post(
        `${books.gateway.url}/v1/images/generations`,
        account.key,
        { model: 'nano-banana-2', prompt: 'spelling', n: 1 },
        { 'idempotency-key': 'spelling' },
      );
      const response = await fetch(`${books.gateway.url}/v1/images/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${account.key}`, 'idempotency-key': 'spelling' },
        body: '{ "n": 1,\n "prompt":"spell\\u0069ng", "model":"nano-banana-2" }',
      });
      assert.equal(response.headers.get('idempotent-replayed'), 'true');
      assert.equal(await response.text(), String(first?.body));
    });

    it('is a conflict with another body, and costs nothing', async () => {
      await draw({ prompt: 'one' }, 'conflict');
      const before = await account.balance();
      const images = await draw({ prompt: 'two' }, 'conflict');
      assert.equal(images.status, 400);
      assert.match(String(images.body), /"code":"idempotency_key_reused"/);
      const native = await send(
        '/v1beta/models/nano-banana-2:generateContent',
        { contents: [{ parts: [{ text: 'one' }] }] },
        'conflict',
      );
      assert.equal(native.status, 400);
      assert.equal(await account.balance(), before);
    });

    it('is not used up by a request that was not valid', async () => {
      const refused = await draw({ prompt: '' }, 'fixed later');
      assert.equal(refused.status, 400);
      const fixed = await draw({ prompt: 'fixed' }, 'fixed later');
      assert.equal(fixed.status, 200, String(fixed.body));
      assert.equal(fixed.headers.get('idempotent-replayed'), null);
    });

    it('is not used up by a request that the account could not pay for', async () => {
      const poor = await books.open(priceMicros - 1);
      for (let time = 0; time < 2; time += 1) {
        const refused = await draw({ prompt: 'poor' }, 'poor', poor.key);
        assert.equal(refused.status, 403);
        assert.equal(refused.headers.get('idempotent-replayed'), null);
      }
      assert.deepEqual(await poor.generations(), []);
    });

    it('belongs to its API key: under another one it is another request', async () => {
      const other = await books.open(10 * priceMicros);
      const mine = await draw({ prompt: 'secret' }, 'shared');
      const theirs = await draw({ prompt: 'secret' }, 'shared', other.key);
      assert.equal(theirs.status, 200);
      assert.equal(theirs.headers.get('idempotent-replayed'), null);
      assert.notEqual(theirs.headers.get('x-plantain-generation'), mine.headers.get('x-plantain-generation'));
      assert.equal(await other.balance(), 9 * priceMicros);
      const conflicting = await draw({ prompt: 'another' }, 'shared', other.key);
      assert.equal(conflicting.status, 400);
    });

    for (const surface of surfaces) {
      it(`stands for the first answer for 24 hours and no longer (${surface.name})`, async () => {
        const headers = { 'idempotency-key': `day ${surface.name}` };
        const ask = async () =>
          (await surface.ask(books.gateway.url, account.key, 'a day', headers)) as Answer;
        const first = await ask();
        nowMs += idempotencyMs - 1_000;
        const late = await ask();
        assert.equal(late.headers.get('idempotent-replayed'), 'true');
        assert.ok(late.body.equals(first.body));
        const before = await account.balance();
        nowMs += 1_001;
        const anew = await ask();
        assert.equal(anew.status, 200);
        assert.equal(anew.headers.get('idempotent-replayed'), null);
        assert.equal(await account.balance(), before - priceMicros);
        const replay = await ask();
        assert.equal(replay.headers.get('x-plantain-generation'), anew.headers.get('x-plantain-generation'));
      });
    }

    it('leaves the books right', async () => {
      assert.deepEqual(await account.errors(), []);
    });
  });
}
