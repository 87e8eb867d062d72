import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayProcess } from '../gateway/process.test.kit.ts';
import { readBalance } from '../money/books.test.kit.ts';
import { figure, isFull } from '../money/figure.test.kit.ts';
import { openSite, type PrepaidKey, type Site } from '../money/site.test.kit.ts';
import { priceMicros } from '../money/surfaces.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type HeldUpstream, startHeldUpstream } from './held-upstream.test.kit.ts';
import { readTask, submitTask, taskContracts } from './task-contracts.test.kit.ts';

/** The cap of a key whose settings say nothing; the short run sets a smaller one. */
const cap = figure(100, 1_000);
const settings = isFull ? {} : { concurrency: cap };
const upstreamMs = figure(0, 10_000);
/** What a task may take while it waits for its upstream, and what any process may take for buffers and code. */
const mostPerTaskKb = 100;
const mostAnywayKb = 60_000;

const refusals: Readonly<Record<string, RegExp>> = {
  'model-generation': /^\{"error":"\d+ generations of this key are running/,
  'model-queue':
    /^\{"error":\{"code":"RATE_LIMIT_EXCEEDED","message":"\d+ generations of this key are running.*"request_id":"\d/,
  'generate-task':
    /^\{"code":429,"message":"Rate limit exceeded","data":\{"error":"\d+ generations of this key/,
  generations: /"status":429,"detail":"\d+ generations of this key.*"code":"concurrency_limited"/,
};

describe(`${cap} tasks of one key in flight in one process`, () => {
  let upstream: HeldUpstream;
  let site: Site;
  let gateway: GatewayProcess;
  let account: PrepaidKey;
  before(async () => {
    upstream = await startHeldUpstream();
    site = await openSite(testEngines()[0]!, { upstreamUrl: upstream.url });
    gateway = await site.start({ PLANTAIN_READS_PER_MINUTE: '1000000' });
    account = await site.prepaidKey(2 * cap * priceMicros, settings);
  });
  after(async () => {
    await site.close();
    await upstream.close();
  });

  const contractOf = (index: number) => taskContracts[index % taskContracts.length]!;
  const submit = (index: number) =>
    submitTask(
      {
        contract: contractOf(index),
        prompt: 'held',
        key: account.key,
        idempotencyKey: `task-${index}`,
      },
      () => gateway.url,
    );
  const memoryKb = async (name: 'VmRSS' | 'VmHWM') => {
    const status = await readFile(`/proc/${gateway.child.pid}/status`, 'utf8');
    return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]);
  };

  it('are all upstream at once; one more is refused in the words of its contract; memory is bounded', {
    timeout: 240_000,
  }, async (test) => {
    const isLinux = process.platform === 'linux';
    const beforeKb = isLinux ? await memoryKb('VmRSS') : 0;
    if (isLinux) await writeFile(`/proc/${gateway.child.pid}/clear_refs`, '5');
    const ids: string[] = [];
    for (let index = 0; index < cap; index += 50) {
      const some = Array.from({ length: Math.min(50, cap - index) }, (_, offset) => submit(index + offset));
      ids.push(...(await Promise.all(some)));
    }
    await upstream.until(cap);
    assert.equal(upstream.held(), cap);
    const waitingKb = isLinux ? await memoryKb('VmRSS') : 0;

    for (const contract of taskContracts) {
      const { path, body } = contract.create('one too many');
      const response = await fetch(gateway.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 429, contract.name);
      assert.ok(Number(response.headers.get('retry-after')) > 0, contract.name);
      assert.match(await response.text(), refusals[contract.name] as RegExp);
    }
    await sleep(upstreamMs);
    assert.equal(upstream.held(), cap, 'none was given up');
    upstream.release();

    for (const [index, id] of ids.entries()) {
      for (;;) {
        const { state } = await readTask(contractOf(index), id, account.key, gateway.url);
        if (state === 'succeeded') break;
        assert.equal(state, 'running');
        await sleep(50);
      }
    }
    if (isLinux) {
      const peakKb = await memoryKb('VmHWM');
      test.diagnostic(
        `resident memory: ${beforeKb} kB before, ${waitingKb} kB with ${cap} waiting, ${peakKb} kB at most`,
      );
      assert.ok(peakKb - beforeKb <= mostAnywayKb + cap * mostPerTaskKb, `${peakKb - beforeKb} kB more`);
    }
    assert.equal(await site.store.read(readBalance, account), cap * priceMicros);
    await submit(cap);
  });
});
