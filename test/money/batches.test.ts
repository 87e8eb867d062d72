import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testEngines } from '../services/test-engines.ts';
import { type HeldUpstream, startHeldUpstream } from '../tasks/held-upstream.test.kit.ts';
import { type BookKeeper, type KeptAccount, openBookKeeper } from './book-keeper.test.kit.ts';
import { counted } from './site.test.kit.ts';
import { post, priceMicros } from './surfaces.test.kit.ts';

for (const engine of testEngines()) {
  describe(`the money of batches on ${engine.name}`, () => {
    let books: BookKeeper;
    let upstream: HeldUpstream;
    before(async () => {
      upstream = await startHeldUpstream();
      const channel = { id: 'held', provider: 'gemini-api', base_url: upstream.url, credential: 'canary' };
      books = await openBookKeeper(engine, {
        config: {
          channels: [{ ...channel, tier: 'official', priority: 1, enabled: true, settings: {} }],
        },
        env: { PLANTAIN_MAX_RUNNING: '2' },
      });
    });
    after(async () => {
      await books.close();
      await upstream.close();
    });

    const create = ({ key }: KeptAccount, count: number) => {
      const requests = Array.from({ length: count }, (_, index) => ({
        request: { contents: [{ parts: [{ text: `picture ${index}` }] }] },
      }));
      return post(`${books.gateway.url}/v1beta/models/nano-banana-2:batchGenerateContent`, key, {
        batch: { display_name: 'test', input_config: { requests: { requests } } },
      });
    };
    const statesOf = async (account: KeptAccount) =>
      (await account.generations()).map(({ state, charged_micros }) => `${state} ${charged_micros}`).sort();

    it('is not there for one image too many: then nothing of it is accepted, and the balance is whole', async () => {
      const account = await books.open(3 * priceMicros - 1, counted);
      const refused = await create(account, 3);
      assert.equal(refused?.status, 402, String(refused?.body));
      assert.deepEqual(await account.generations(), []);
      assert.deepEqual([await account.balance(), await account.spent()], [3 * priceMicros - 1, 0]);
      assert.deepEqual(await account.errors(), []);
    });

    it('of a batch that is cancelled is charged for what had gone upstream, and the rest is given back at once', async () => {
      const account = await books.open(5 * priceMicros, counted);
      const created = await create(account, 4);
      assert.equal(created?.status, 200, String(created?.body));
      const { name } = JSON.parse(String(created?.body)) as { name: string };
      await upstream.until(2);
      assert.deepEqual([await account.balance(), await account.spent()], [priceMicros, 4 * priceMicros]);

      const cancelled = await post(`${books.gateway.url}/v1beta/${name}:cancel`, account.key, {});
      assert.equal(cancelled?.status, 200, String(cancelled?.body));
      assert.deepEqual(await statesOf(account), ['cancelled 0', 'cancelled 0', 'running 0', 'running 0']);
      assert.deepEqual([await account.balance(), await account.spent()], [3 * priceMicros, 2 * priceMicros]);
      assert.deepEqual(await account.errors(), []);

      upstream.release();
      const ends = ['cancelled 0', 'cancelled 0', `succeeded ${priceMicros}`, `succeeded ${priceMicros}`];
      for (
        const endMs = Date.now() + 20_000;
        (await statesOf(account)).includes('running 0');
        await sleep(20)
      ) {
        assert.ok(Date.now() < endMs, 'what went upstream ends');
      }
      assert.deepEqual(await statesOf(account), ends);
      assert.deepEqual([await account.balance(), await account.spent()], [3 * priceMicros, 2 * priceMicros]);
      assert.deepEqual(await account.errors(), []);
    });
  });
}
