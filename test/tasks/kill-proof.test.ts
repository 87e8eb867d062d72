import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { sweepSpool } from '../../src/lib/spool/sweep-spool.ts';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance } from '../money/books.test.kit.ts';
import { figure, isFull } from '../money/figure.test.kit.ts';
import { counted, openSite, type PrepaidKey, type Site } from '../money/site.test.kit.ts';
import { priceMicros } from '../money/surfaces.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { EndWatch, takeCensus } from './census.test.kit.ts';
import { readTask, submitTask, taskContracts } from './task-contracts.test.kit.ts';

const submitters = 40;
/** A lease, and the look for those that ran out; more where other work slows the machine. */
const longestStuckMs = figure(90_000, 35_000);
const isWanted = isFull || process.env.PLANTAIN_TEST_ALL === '1';
const isBlocked = (index: number) => index % 20 === 19;

for (const engine of testEngines()) {
  const isCluster = engine.name === 'PostgreSQL';
  const processes = isCluster ? 4 : 1;
  const taskCount = figure(isCluster ? 120 : 40, 2_000);
  describe(`${taskCount} tasks of every contract on ${processes} process(es) and ${engine.name}`, {
    skip: isWanted ? false : 'needs PLANTAIN_TEST_ALL=1; with PLANTAIN_PROOFS=full the promised number',
  }, () => {
    let site: Site;
    let account: PrepaidKey;
    let gateways: GatewayProcess[];
    before(async () => {
      site = await openSite(engine, { emulator: { recorded: 1 } });
      account = await site.prepaidKey(taskCount * priceMicros, { ...counted, concurrency: taskCount });
      gateways = await Promise.all(Array.from({ length: processes }, start));
    });
    after(() => site.close());

    const start = () => site.start({ PLANTAIN_MAX_RUNNING: '40', PLANTAIN_READS_PER_MINUTE: '1000000' });
    const origin = (index: number) => () => (gateways[index % gateways.length] as GatewayProcess).url;
    const contractOf = (index: number) => taskContracts[index % taskContracts.length]!;

    const submit = (index: number) =>
      submitTask(
        {
          contract: contractOf(index),
          prompt:
            `picture ${index % 7} #emulate(latency, ms=${200 + ((index * 67) % 900)})` +
            (isBlocked(index) ? ' #emulate(block, reason=SAFETY)' : ''),
          key: account.key,
          idempotencyKey: `task-${index}`,
        },
        origin(index),
      );
    const submitAll = async () => {
      const ids: string[] = [];
      let next = 0;
      const submitter = async () => {
        for (let index = next++; index < taskCount; index = next++) ids[index] = await submit(index);
      };
      await Promise.all(Array.from({ length: submitters }, submitter));
      return ids;
    };

    it('each reach one end and one charge though a process is killed, and none is stuck', {
      timeout: 1_000_000,
    }, async (test) => {
      const watch = new EndWatch();
      const census = async () => {
        const rows = await site.store.read(takeCensus, { keyId: account.id });
        watch.note(rows);
        return rows;
      };
      const startedAtMs = Date.now();
      const submitting = submitAll();
      for (;;) {
        const rows = await census();
        const isBusy = rows.some((row) => row.state === 'running' && isOf(gateways[0], row.owner));
        if (watch.ended.size >= taskCount / 5 && isBusy) break;
        await sleep(50);
      }
      const [doomed] = gateways.splice(0, 1);
      await doomed?.end('SIGKILL');
      const killedAtMs = Date.now();
      const orphans = new Map(
        (await census())
          .filter((row) => row.state === 'running' && isOf(doomed, row.owner))
          .map((row) => [row.id, row.fence]),
      );
      const orphaned = orphans.size;
      assert.ok(orphaned > 0, 'some were cut in the middle');
      if (!isCluster) gateways.push(await start());

      let lastTakenMs = 0;
      const takenAgain = async () => {
        for (const { id, fence, state } of await census()) {
          // A requeue is a new fence, a claim another.
          if (state !== 'queued' && fence > (orphans.get(id) ?? Number.POSITIVE_INFINITY)) {
            orphans.delete(id);
            lastTakenMs = Date.now() - killedAtMs;
          }
        }
      };
      while (watch.ended.size < taskCount) {
        await takenAgain();
        await sleep(200);
      }
      const ids = await submitting;
      const tookMs = Date.now() - startedAtMs;
      test.diagnostic(
        `${orphaned} tasks were cut by the kill; the last of them was taken again after ${lastTakenMs} ms; ` +
          `all ${taskCount} had ended after ${tookMs} ms`,
      );
      assert.equal(orphans.size, 0);
      assert.ok(lastTakenMs <= longestStuckMs, `${lastTakenMs} ms`);

      assert.equal(new Set(ids).size, taskCount, 'an id each');
      const blocked = ids.filter((_, index) => isBlocked(index)).length;
      const seen = await readAll(ids);
      assert.equal(seen.succeeded, taskCount - blocked);
      assert.equal(seen.failed, blocked);
      await census();
      assert.deepEqual(watch.changes, [], 'an end is for good');
      assert.equal(watch.ended.size, taskCount, 'no task beside those that were asked for');
      assert.equal(
        await site.store.read(readBalance, { accountId: account.accountId }),
        blocked * priceMicros,
        'one charge for each success',
      );
      await audit();
    });

    /** Polls every task once, each at another process than it was submitted to, and reads its picture. */
    const readAll = async (ids: readonly string[]) => {
      const counts = { succeeded: 0, failed: 0, running: 0 };
      let next = 0;
      const reader = async () => {
        for (let index = next++; index < ids.length; index = next++) {
          const id = ids[index] as string;
          const task = await readTask(contractOf(index), id, account.key, origin(index + 1)());
          counts[task.state] += 1;
          if (task.state === 'succeeded') await readPicture(task.urls);
        }
      };
      await Promise.all(Array.from({ length: 16 }, reader));
      return counts;
    };

    const readPicture = async (urls: readonly string[]) => {
      assert.equal(urls.length, 1);
      const response = await fetch(urls[0] as string);
      assert.equal(response.status, 200);
      const { width } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      assert.equal(width, 1024);
    };

    /** On PostgreSQL the folder may have other processes, so a dead one's temporary files go by their age. */
    const audit = async () => {
      await Promise.all(gateways.map((gateway) => gateway.end('SIGTERM')));
      const folders = isCluster ? site.spoolFolders : [];
      for (const folder of folders) await sweepSpool(folder, 0, Date.now() + 1);
      await auditSite(site);
    };
  });
}

/** An owner's name begins with its process id. */
const isOf = (gateway: GatewayProcess | undefined, owner: string | null) =>
  owner?.startsWith(`${gateway?.child.pid}-`) ?? false;
