import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { openSite, type Site } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type HeldUpstream, startHeldUpstream } from '../tasks/held-upstream.test.kit.ts';
import { createFlooder, type Flooder } from './flood.test.kit.ts';

const places = 8;
const floodSize = 500;
/** A modest request takes the next turn of three keys; some turns pass while its answer is on the way. */
const mostTurns = 3 * places;
const body = { model: 'nano-banana-2', prompt: 'a plantain', response_format: 'url' };
const images = '/v1/images/generations';

const skip = process.env.PLANTAIN_TEST_ALL === '1' ? false : 'floods a process; PLANTAIN_TEST_ALL=1';

for (const engine of testEngines()) {
  describe(`one key floods a gateway on ${engine.name}`, { skip }, () => {
    let upstream: HeldUpstream;
    let site: Site;
    let url: string;
    const flooders: Flooder[] = [];
    before(async () => {
      upstream = await startHeldUpstream();
      site = await openSite(engine, { upstreamUrl: upstream.url });
      const gateway = await site.start({ PLANTAIN_MAX_RUNNING: String(places) });
      url = gateway.url;
    });
    after(async () => {
      for (const flooder of flooders) flooder.close();
      await site.close();
      await upstream.close();
    });

    const newFlooder = async () => {
      const { key } = await site.prepaidKey(1_000_000_000, { concurrency: 10_000 });
      const flooder = createFlooder(url, key);
      flooders.push(flooder);
      return flooder;
    };

    /** Upstream answers that were given until the work was done. */
    async function turnsUntil(work: Promise<unknown>): Promise<number> {
      let isDone = false;
      let turns = 0;
      const watched = work.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await Promise.race([upstream.until(places), watched]);
        if (isDone) break;
        upstream.releaseOne();
        turns += 1;
        await setImmediate();
      }
      await watched;
      return turns;
    }

    it('and single requests of other keys all succeed, within a bounded number of turns', async (test) => {
      const greedy = await newFlooder();
      const modest = [await newFlooder(), await newFlooder()];
      let isOver = false;
      // Whoever of them is answered asks again at once.
      const flood = Array.from({ length: floodSize }, async () => {
        while (!isOver) await greedy.post(images, body);
      });
      await upstream.until(places - 1);
      const turns: number[] = [];
      for (let index = 0; index < 10; index += 1) {
        turns.push(
          await turnsUntil(
            Promise.all(
              modest.map(async (flooder) => {
                const { status, text } = await flooder.post(images, body);
                assert.equal(status, 200, text);
              }),
            ),
          ),
        );
      }
      isOver = true;
      upstream.release();
      await Promise.all(flood);
      test.diagnostic(`turns until both were answered: ${turns.join(' ')}`);
      assert.ok(Math.max(...turns) <= mostTurns, `turns: ${turns}`);
      const unknown = [...greedy.statuses.keys()].filter((status) => status !== 200 && status !== 503);
      assert.deepEqual(unknown, []);
      await auditSite(site);
    });
  });
}
