import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../emulator/index.ts';
import { sweepSpool } from '../../src/lib/spool/sweep-spool.ts';
import { readKeptOutputs } from '../../src/records/kept-outputs.ts';
import { expireLeases } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance, readGenerations } from '../money/books.test.kit.ts';
import { counted, openSite, type PrepaidKey, type Site } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type GatedUpstream, startGatedUpstream } from './gated-upstream.test.kit.ts';

/** nano-banana-2 at 1K, in micro-USD. */
const priceMicros = 67_000;
const count = 4;
/** Each costs two starts of a process. */
const isComplete = process.env.PLANTAIN_TEST_ALL === '1';
const rare = { skip: isComplete ? false : 'starts two more processes; PLANTAIN_TEST_ALL=1' };

for (const engine of testEngines()) {
  describe(`a task of ${count} images whose process ends, on ${engine.name}`, () => {
    let site: Site;
    let upstream: GatedUpstream;
    let behind: Site['upstream'];
    before(async () => {
      behind = await startEmulator({ port: 0 });
      upstream = await startGatedUpstream(behind.url);
      site = await openSite(engine, { upstreamUrl: upstream.url });
    });
    after(async () => {
      await site.close();
      await upstream.close();
      await behind.close();
    });

    const create = async (gateway: GatewayProcess, { key }: PrepaidKey) =>
      fetch(`${gateway.url}/v1/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a plantain', count }),
      });
    const rowOf = async ({ id }: PrepaidKey) =>
      (await site.store.read(readGenerations, { keyId: id }))[0] as { id: string; state: string };
    const untilNoted = async (account: PrepaidKey, wanted: number) => {
      const { id } = await rowOf(account);
      while ((await site.store.read(readKeptOutputs, { id })).length < wanted) await sleep(10);
    };
    /** Only once it listens may more requests pass: before, the gate may not know yet which are those of a dead process. */
    const restart = async (env: Record<string, string> = {}) => {
      await site.store.write(expireLeases, { nowMs: Date.now(), exceptOwner: '' });
      return site.start(env);
    };
    /** Runs it to its end in a last process; what it brought, and how often the upstream was asked since `before`. */
    const finish = async (gateway: GatewayProcess, account: PrepaidKey, before: number) => {
      for (const endMs = Date.now() + 40_000; (await rowOf(account)).state !== 'succeeded'; await sleep(20)) {
        assert.ok(Date.now() < endMs, `it is ${(await rowOf(account)).state}`);
      }
      const { accountId } = account;
      const record = await site.store.read(readGeneration, {
        id: (await rowOf(account)).id,
        accountId,
        mode: 'live',
      });
      assert.deepEqual(record?.outputs.map(({ number }) => number).sort(), [1, 2, 3, 4]);
      assert.equal(await site.store.read(readBalance, { accountId }), 8 * priceMicros - count * priceMicros);
      await gateway.end('SIGKILL');
      const folders = engine.name === 'PostgreSQL' ? ['spool', 'artifacts/.spool'] : [];
      for (const folder of folders) await sweepSpool(path.join(site.folder, folder), 0, Date.now() + 1);
      await auditSite(site);
      const delivered = record?.attempts.filter(({ result }) => result === 'delivered') ?? [];
      return { asked: upstream.passed() - before, delivered: delivered.map(({ slot }) => slot).sort() };
    };
    const open = () => site.prepaidKey(8 * priceMicros, counted);
    const everySlot = { asked: count, delivered: [1, 2, 3, 4] };

    for (const kept of isComplete ? [1, 2, 3, 4] : [3]) {
      it(`with ${kept} kept, asks the upstream for ${count} in all and charges ${count}`, async () => {
        const account = await open();
        const before = upstream.passed();
        const doomed = await site.start({ PLANTAIN_FAILPOINT: `images-kept@${kept}` });
        upstream.pass(kept);
        await create(doomed, account).catch(() => undefined);
        assert.equal(await doomed.ended, 'SIGKILL');
        const next = await restart();
        upstream.pass(count - kept);
        assert.deepEqual(await finish(next, account, before), everySlot);
      });
    }

    it('inside the settling transaction, asks for none again', rare, async () => {
      const account = await open();
      const before = upstream.passed();
      const doomed = await site.start({ PLANTAIN_FAILPOINT: 'settle-inside' });
      upstream.pass(count);
      await create(doomed, account).catch(() => undefined);
      assert.equal(await doomed.ended, 'SIGKILL');
      assert.deepEqual(await finish(await restart(), account, before), everySlot);
    });

    it('twice, with another image kept in each run, asks for none again', rare, async () => {
      const account = await open();
      const before = upstream.passed();
      const first = await site.start({ PLANTAIN_FAILPOINT: 'images-kept' });
      upstream.pass(1);
      await create(first, account).catch(() => undefined);
      assert.equal(await first.ended, 'SIGKILL');
      const second = await restart({ PLANTAIN_FAILPOINT: 'images-kept@2' });
      upstream.pass(2);
      assert.equal(await second.ended, 'SIGKILL');
      const third = await restart();
      upstream.pass(1);
      assert.deepEqual(await finish(third, account, before), everySlot);
    });

    for (const kept of isComplete ? [1, 4] : []) {
      it(`with image ${kept} archived and not noted yet, makes that one again and no other`, async () => {
        const account = await open();
        const before = upstream.passed();
        const doomed = await site.start({ PLANTAIN_FAILPOINT: `images-archived@${kept}` });
        const created = create(doomed, account).catch(() => undefined);
        if (kept > 1) {
          await created;
          upstream.pass(kept - 1);
          await untilNoted(account, kept - 1);
        }
        upstream.pass(1);
        assert.equal(await doomed.ended, 'SIGKILL');
        const next = await restart();
        upstream.pass(count - kept + 1);
        const seen = await finish(next, account, before);
        assert.deepEqual(seen, { ...everySlot, asked: count + 1 });
      });
    }

    it('by handing it back after its drain, asks for the rest only', async () => {
      const account = await open();
      const before = upstream.passed();
      const first = await site.start({ PLANTAIN_DRAIN_SECONDS: '1' });
      assert.equal((await create(first, account)).status, 202);
      upstream.pass(3);
      await untilNoted(account, 3);
      assert.equal(await first.end('SIGTERM'), 1);
      const second = await site.start();
      upstream.pass(1);
      assert.deepEqual(await finish(second, account, before), everySlot);
    });
  });
}
