import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { sweepSpool } from '../../src/lib/spool/sweep-spool.ts';
import { expireLeases } from '../../src/records/leases.ts';
import { type GatewayProcess, NeverListened } from '../gateway/process.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance, readGenerations } from '../money/books.test.kit.ts';
import { counted, openSite, type PrepaidKey, type Site } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';

interface Ended {
  readonly status: 'completed' | 'failed';
  readonly output?: readonly { readonly content: readonly { readonly url?: string }[] }[];
}

/** nano-banana-2 at 1K, in micro-USD. */
const priceMicros = 67_000;

for (const engine of testEngines()) {
  describe(`tasks of a process killed on ${engine.name}`, () => {
    let site: Site;
    before(async () => {
      site = await openSite(engine);
    });
    after(() => site.close());

    const create = async (gateway: GatewayProcess, { key }: PrepaidKey, prompt: string) => {
      const response = await fetch(`${gateway.url}/model/v1/generation`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'nano_banana_2', prompt, response_modalities: ['Image'] }),
      });
      return ((await response.json()) as { id: string }).id;
    };
    const read = async (gateway: GatewayProcess, { key }: PrepaidKey, id: string) => {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${gateway.url}/model/v1/generation/task/${id}`, { headers });
      assert.equal(response.status, 200, `${id} is known after the restart`);
      return (await response.json()) as Ended | { status: 'in_progress' };
    };
    const end = async (gateway: GatewayProcess, account: PrepaidKey, id: string): Promise<Ended> => {
      for (const endMs = Date.now() + 40_000; Date.now() < endMs; await sleep(50)) {
        const task = await read(gateway, account, id);
        if (task.status !== 'in_progress') return task;
      }
      throw new Error(`${id} did not end`);
    };
    /** PostgreSQL has several owners, whose leases run out; here the wait for that is left out. */
    const restart = async (env: Record<string, string> = {}) => {
      await site.store.write(expireLeases, { nowMs: Date.now(), exceptOwner: '' });
      return site.start(env);
    };
    /** Several processes may share a folder on PostgreSQL, so a dead one's temporary files go by age there. */
    const audit = async () => {
      const folders = engine.name === 'PostgreSQL' ? ['spool', 'artifacts/.spool'] : [];
      for (const folder of folders) await sweepSpool(path.join(site.folder, folder), 0, Date.now() + 1);
      await auditSite(site);
    };
    const spentOf = async (account: PrepaidKey, givenMicros: number) =>
      givenMicros - (await site.store.read(readBalance, { accountId: account.accountId }));

    it('each reach one end after two kills, with pictures that can be read, charged once', async (test) => {
      const account = await site.prepaidKey(100 * priceMicros, counted);
      const busy = { PLANTAIN_MAX_RUNNING: '6' };
      let gateway = await site.start(busy);
      const prompts = Array.from({ length: 30 }, (_, index) => {
        const fault = index % 10 === 9 ? '#emulate(block, reason=SAFETY)' : '#emulate(bytes, min=40000)';
        return `task ${index % 5} #emulate(latency, ms=${100 + ((index * 67) % 300)}) ${fault}`;
      });
      const ids = await Promise.all(prompts.map((prompt) => create(gateway, account, prompt)));
      const census = async () => {
        const rows = await site.store.read(readGenerations, { keyId: account.id });
        const count = (states: readonly string[]) =>
          rows.filter(({ state }) => states.includes(state)).length;
        return { ended: count(['succeeded', 'failed']), running: count(['running']) };
      };
      const seen: string[] = [];
      for (const goal of [4, 12]) {
        for (let at = await census(); at.ended < goal || at.running === 0; at = await census()) {
          assert.ok(at.ended < ids.length, 'some are cut in the middle');
          await sleep(10);
        }
        await gateway.end('SIGKILL');
        const { ended, running } = await census();
        seen.push(`${ended} ended, ${running} running`);
        gateway = await restart(busy);
      }
      const ended = await Promise.all(ids.map((id) => end(gateway, account, id)));
      test.diagnostic(`at each kill, of ${ids.length}: ${seen.join('; ')}`);
      const completed = ended.filter(({ status }) => status === 'completed');
      const failed = ended.filter(({ status }) => status === 'failed');
      assert.deepEqual([completed.length, failed.length], [27, 3], JSON.stringify(failed));
      for (const { output } of completed) {
        const picture = await fetch(output?.[0]?.content[0]?.url as string);
        const { width } = await sharp(Buffer.from(await picture.arrayBuffer())).metadata();
        assert.equal(width, 1024);
      }
      assert.deepEqual(
        await Promise.all(ids.map((id) => read(gateway, account, id))),
        ended,
        'ended for good',
      );
      assert.equal(await spentOf(account, 100 * priceMicros), 27 * priceMicros);
      await audit();
      await gateway.end('SIGKILL');
    });

    const points = [
      ['images-kept', 'with the picture archived'],
      ['settle-inside', 'inside the settling transaction'],
      ['accepted', 'before its answer was sent'],
      ['images-archived', 'with the picture archived a moment ago'],
      ['attempt-begun', 'before anything went upstream'],
    ] as const;
    // Each costs two starts of a process; a complete run has them all.
    for (const [failpoint, when] of process.env.PLANTAIN_TEST_ALL === '1' ? points : points.slice(0, 2)) {
      it(`ends with one picture and one charge when the process died ${when}`, async () => {
        const account = await site.prepaidKey(3 * priceMicros, counted);
        const doomed = await site.start({ PLANTAIN_FAILPOINT: failpoint });
        await create(doomed, account, `dies at ${failpoint}`).catch(() => undefined);
        assert.equal(await doomed.ended, 'SIGKILL');
        const gateway = await restart();
        const [row] = await site.store.read(readGenerations, { keyId: account.id });
        const { status } = await end(gateway, account, row?.id as string);
        assert.equal(status, 'completed');
        assert.equal(await spentOf(account, 3 * priceMicros), priceMicros);
        await audit();
        await gateway.end('SIGKILL');
      });
    }

    it('leave no picture of the run that died when the next one fails', async () => {
      const account = await site.prepaidKey(3 * priceMicros, counted);
      const doomed = await site.start({ PLANTAIN_FAILPOINT: 'images-kept' });
      await create(doomed, account, 'an orphan').catch(() => undefined);
      await doomed.ended;
      const [row] = await site.store.read(readGenerations, { keyId: account.id });
      // Without its configuration the process has no channel for live keys.
      const gateway = await restart({ PLANTAIN_CONFIG: '' });
      assert.equal((await end(gateway, account, row?.id as string)).status, 'failed');
      await audit();
      await gateway.end('SIGKILL');
    });

    it('are given up after three begins that each killed the process, and cost nothing', async () => {
      const account = await site.prepaidKey(3 * priceMicros, counted);
      let id: string | undefined;
      for (let begins = 0; begins < 3; begins += 1) {
        // From the second on the task may kill it before it listens.
        const doomed = await restart({ PLANTAIN_FAILPOINT: 'images-kept' }).catch((error: unknown) => {
          if (!(error instanceof NeverListened)) throw error;
          assert.equal(error.signal, 'SIGKILL');
          return undefined;
        });
        if (!id) await create(doomed as GatewayProcess, account, 'poison').catch(() => undefined);
        await doomed?.ended;
        id = (await site.store.read(readGenerations, { keyId: account.id }))[0]?.id;
      }
      const gateway = await restart();
      assert.equal((await end(gateway, account, id as string)).status, 'failed');
      assert.equal(await spentOf(account, 3 * priceMicros), 0);
      await audit();
      await gateway.end('SIGKILL');
    });
  });
}
