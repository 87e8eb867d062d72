import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { idempotencyMs } from '../../src/admission/idempotency.ts';
import { type BookKeeper, type KeptAccount, openBookKeeper } from '../money/book-keeper.test.kit.ts';
import { nativeJson, nativeStream, priceMicros } from '../money/surfaces.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';

for (const engine of testEngines()) {
  describe(`an archive that does not do what it is asked, on ${engine.name}`, () => {
    let books: BookKeeper;
    let account: KeptAccount;
    let nowMs = Date.now();
    before(async () => {
      books = await openBookKeeper(engine, { clock: { now: () => nowMs } });
      account = await books.open(100 * priceMicros);
    });
    after(() => books.close());

    const replays = () => path.join(books.gateway.dataFolder, 'artifacts', 'replays');
    const answerOf = (id: string) =>
      path.join(replays(), id.slice(0, 4), id.slice(4, 6), id.slice(6, 8), `${id}.body`);

    it('does not keep a request from being performed whose Idempotency-Key stood for an older answer', async () => {
      const ask = () => nativeJson.ask(books.gateway.url, account.key, 'x', { 'idempotency-key': 'reused' });
      const first = await ask();
      const id = first?.headers.get('x-plantain-generation') as string;
      // A folder in the place of the answer: the disk refuses to delete it.
      await rm(answerOf(id));
      await mkdir(answerOf(id));
      nowMs += idempotencyMs + 1;
      const anew = await ask();
      assert.equal(anew?.status, 200, String(anew?.body).slice(0, 300));
      assert.equal(anew?.headers.get('idempotent-replayed'), null);
      assert.deepEqual(
        (await account.generations()).map(({ state }) => state),
        ['succeeded', 'succeeded'],
      );
      assert.match(books.gateway.logText(), /an answer that is not told again was not deleted/);
    });

    for (const surface of [nativeJson, nativeStream]) {
      it(`does not keep a blocked answer from being settled (${surface.name})`, async () => {
        const before = await account.balance();
        await rm(replays(), { recursive: true, force: true });
        await writeFile(replays(), 'a file where the folder should be');
        const headers = { 'idempotency-key': `blocked ${surface.name}` };
        const prompt = 'x #emulate(block, reason=IMAGE_SAFETY)';
        const told = await surface.ask(books.gateway.url, account.key, prompt, headers);
        assert.equal(told?.status, 200);
        const id = told?.headers.get('x-plantain-generation');
        const row = (await account.generations()).find((generation) => generation.id === id);
        assert.deepEqual([row?.state, row?.failure_code], ['failed', 'content_blocked']);
        assert.equal(await account.balance(), before);
        assert.match(books.gateway.logText(), /an answer was not kept for its Idempotency-Key/);
        const again = await surface.ask(books.gateway.url, account.key, prompt, headers);
        assert.notEqual(again?.status, 500);
        assert.deepEqual(await account.errors(), []);
        await rm(replays());
      });
    }
  });
}
