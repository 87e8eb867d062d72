import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BookKeeper, type KeptAccount, openBookKeeper } from '../money/book-keeper.test.kit.ts';
import { nativeStream, priceMicros } from '../money/surfaces.test.kit.ts';
import { type MemoryS3, startMemoryS3 } from '../services/memory-s3.ts';
import { testEngines } from '../services/test-engines.ts';

const images = '/v1/images/generations';
const givenMicros = 100 * priceMicros;

for (const engine of testEngines()) {
  describe(`an archive that is away, on ${engine.name}`, { timeout: 180_000 }, () => {
    let s3: MemoryS3;
    let books: BookKeeper;
    let account: KeptAccount;
    before(async () => {
      s3 = await startMemoryS3();
      books = await openBookKeeper(engine, {
        env: { PLANTAIN_ARTIFACTS: 's3://bucket/prefix', PLANTAIN_S3_ENDPOINT: s3.endpoint },
      });
    });
    beforeEach(async () => {
      s3.fail(false);
      s3.hang(() => false);
      await untilAway(false);
      account = await books.open(givenMicros);
    });
    after(async () => {
      s3.fail(false);
      await books.close();
      await s3.close();
    });

    const post = (path: string, headers: Record<string, string> = {}) =>
      books.gateway.post(
        path,
        { model: 'nano-banana-2', prompt: 'a plantain' },
        { authorization: `Bearer ${account.key}`, ...headers },
      );
    const asked = () => books.gateway.upstream.requests.length;
    const untilAway = async (isAway: boolean) => {
      const shown = `plantain_archive_away ${isAway ? 1 : 0}\n`;
      for (;;) {
        const text = await (await fetch(`${books.gateway.url}/metrics`)).text();
        if (text.includes(shown)) return;
        await sleep(20);
      }
    };
    const told = (sentence: string) => books.gateway.logText().split(sentence).length - 1;
    const stateOf = async (id: string) =>
      (await account.generations()).find((generation) => generation.id === id)?.state;
    const charged = async () => (givenMicros - (await account.balance())) / priceMicros;

    it('costs no picture: what is made waits for it, the rest is refused before it is paid for', async () => {
      s3.fail(true);
      const before = asked();
      const waiting = post(images, { 'idempotency-key': 'waits' });
      await untilAway(true);
      assert.equal(asked() - before, 1);
      for (let count = 0; count < 10; count += 1) {
        const refused = await post(images, { 'idempotency-key': `refused ${count}` });
        const { error } = (await refused.json()) as { error: { code: string; message: string } };
        assert.deepEqual([refused.status, error.code], [503, 'archive_unavailable']);
        assert.match(error.message, /Nothing was generated or charged. Try again/);
        assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]/);
        assert.equal(refused.headers.get('x-should-retry'), null);
      }
      assert.equal((await nativeStream.ask(books.gateway.url, account.key, 'x'))?.status, 503);
      assert.equal(asked() - before, 1);
      assert.deepEqual(
        (await account.generations()).map(({ state }) => state),
        ['running'],
      );
      assert.equal((await post(images, { 'idempotency-key': 'waits' })).status, 409, 'it is known as before');
      s3.fail(false);
      assert.equal((await waiting).status, 200);
      await untilAway(false);
      assert.equal((await post(images, { 'idempotency-key': 'refused 1' })).status, 200);
      assert.equal(asked() - before, 2);
      assert.equal(await charged(), 2);
      assert.deepEqual(await account.errors(), []);
    });

    it('leaves tasks in the queue, and says once that it is away and once that it is back', async () => {
      const before = asked();
      const said = [told('the archive is away'), told('the archive is back')];
      s3.fail(true);
      const handIn = async () => {
        const accepted = await post('/v1/generations', { prefer: 'respond-async' });
        assert.equal(accepted.status, 202);
        return ((await accepted.json()) as { id: string }).id;
      };
      const begun = await handIn();
      await untilAway(true);
      const queued = [await handIn(), await handIn(), await handIn()];
      // Long enough for the queue to have looked.
      await sleep(1_500);
      for (const id of queued) assert.equal(await stateOf(id), 'queued');
      assert.equal(asked() - before, 1);
      s3.fail(false);
      for (const id of [begun, ...queued]) while ((await stateOf(id)) !== 'succeeded') await sleep(50);
      assert.deepEqual([asked() - before, await charged()], [4, 4]);
      assert.deepEqual(
        [told('the archive is away'), told('the archive is back')],
        said.map((times) => times + 1),
      );
      assert.deepEqual(await account.errors(), []);
    });

    it('delivers a native answer, and keeps it for its Idempotency-Key, once it is back', async () => {
      const before = asked();
      s3.fail(true);
      const ask = () =>
        nativeStream.ask(books.gateway.url, account.key, 'x', { 'idempotency-key': 'native' });
      const waiting = ask();
      await untilAway(true);
      s3.fail(false);
      const first = await waiting;
      assert.equal(first?.status, 200);
      const again = await ask();
      assert.equal(again?.headers.get('idempotent-replayed'), 'true');
      assert.ok(first && again?.body.equals(first.body));
      assert.deepEqual([asked() - before, await charged()], [1, 1]);
    });

    const hangs = 'is found away while it takes everything and never speaks, long before an upload gives up';
    // The engine plays no part in it, and the everyday tests are to be quick.
    it(hangs, { skip: engine.name === 'SQLite' && 'takes half a minute: with PostgreSQL only' }, async () => {
      const before = asked();
      let sent = 0;
      s3.hang((name) => {
        if (name.includes('sync-image')) sent += 1;
        return true;
      });
      const waiting = post(images);
      await untilAway(true);
      assert.equal(sent, 1, 'its upload has not given up yet');
      assert.equal((await post(images)).status, 503);
      s3.hang(() => false);
      assert.equal((await waiting).status, 200);
      await untilAway(false);
      assert.deepEqual([asked() - before, await charged()], [1, 1]);
      assert.deepEqual(await account.errors(), []);
    });

    it('is not taken for away because it refuses one picture', async () => {
      const said = told('the archive is away');
      s3.refuse((name) => name.includes('sync-image'));
      const refused = await post(images);
      assert.equal(refused.status, 503);
      assert.match(await refused.text(), /could not be stored/);
      s3.refuse(() => false);
      assert.equal((await post(images)).status, 200);
      assert.deepEqual([told('the archive is away'), await charged()], [said, 1]);
      assert.deepEqual(await account.errors(), []);
    });
  });
}
