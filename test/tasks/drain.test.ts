import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver } from '../callbacks/receiver.test.kit.ts';
import { auditSite } from '../money/audit-site.test.kit.ts';
import { readBalance, readGenerations } from '../money/books.test.kit.ts';
import { counted, openSite, type Site } from '../money/site.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { startHeldUpstream } from './held-upstream.test.kit.ts';

/** nano-banana-2 at 1K, in micro-USD. */
const priceMicros = 67_000;

for (const engine of testEngines()) {
  describe(`a process that is asked to end on ${engine.name}`, () => {
    let site: Site;
    before(async () => {
      site = await openSite(engine);
    });
    after(() => site.close());

    it('finishes the tasks that run, leaves those that wait, and the next process performs them', async () => {
      const account = await site.prepaidKey(10 * priceMicros, counted);
      const rows = () => site.store.read(readGenerations, { keyId: account.id });
      const countOf = async (state: string) => (await rows()).filter((row) => row.state === state).length;
      const until = async (state: string, count: number) => {
        while ((await countOf(state)) < count) await sleep(10);
      };
      const first = await site.start({ PLANTAIN_MAX_RUNNING: '2' });
      for (let index = 0; index < 6; index += 1) {
        const response = await fetch(`${first.url}/v1/generations`, {
          method: 'POST',
          headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'nano-banana-2', prompt: `task ${index} #emulate(latency, ms=700)` }),
        });
        assert.equal(response.status, 202);
      }
      await until('running', 2);
      assert.equal(await first.end('SIGTERM'), 0);
      const states = (await rows()).map((row) => row.state).sort();
      const finished = states.filter((state) => state === 'succeeded').length;
      assert.ok(finished >= 2, `what ran is finished: ${states}`);
      assert.deepEqual(states.slice(0, 6 - finished), Array(6 - finished).fill('queued'), 'the rest waits');
      assert.ok(finished < 6, 'nothing new was begun');

      const second = await site.start();
      await until('succeeded', 6);
      assert.equal(await second.end('SIGTERM'), 0);
      const balance = await site.store.read(readBalance, { accountId: account.accountId });
      assert.equal(balance, 4 * priceMicros);
      await auditSite(site);
    });

    it('hands back what outlasts its drain, and the next process performs that at once, charged once', async () => {
      const upstream = await startHeldUpstream();
      const slow = await openSite(engine, { upstreamUrl: upstream.url });
      const account = await slow.prepaidKey(2 * priceMicros, counted);
      const first = await slow.start({ PLANTAIN_DRAIN_SECONDS: '1' });
      const post = (path: string, body: object) =>
        fetch(first.url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'nano-banana-2', prompt: 'slow', ...body }),
        });
      const waiting = post('/v1/images/generations', {}).catch(() => 'cut');
      assert.equal((await post('/v1/generations', {})).status, 202);
      await upstream.until(2);
      assert.equal(await first.end('SIGTERM'), 1);
      assert.equal(await waiting, 'cut');
      const left = await slow.store.read(readGenerations, { keyId: account.id });
      assert.deepEqual(
        left.map((row) => row.state),
        ['running', 'running'],
      );
      for (const { lease_until } of left) {
        assert.ok(lease_until !== null && lease_until < Date.now(), 'nobody has to wait for a lease');
      }

      const second = await slow.start();
      await upstream.until(3);
      upstream.release();
      const states = async () => {
        const rows = await slow.store.read(readGenerations, { keyId: account.id });
        return rows.map((row) => row.state).sort();
      };
      while ((await states()).includes('running')) await sleep(20);
      assert.deepEqual(await states(), ['failed', 'succeeded']);
      assert.equal(await second.end('SIGTERM'), 0);
      const balance = await slow.store.read(readBalance, { accountId: account.accountId });
      assert.equal(balance, priceMicros);
      await slow.close();
      await upstream.close();
    });

    it('has the callback of what it finishes sent: by itself where it is alone, else by another process', async () => {
      const upstream = await startHeldUpstream();
      const receiver = await startReceiver();
      const slow = await openSite(engine, { upstreamUrl: upstream.url });
      const { key } = await slow.prepaidKey(priceMicros, counted);
      const first = await slow.start();
      const response = await fetch(`${first.url}/v1/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'nano-banana-2', prompt: 'held', callback_url: receiver.url }),
      });
      assert.equal(response.status, 202);
      const { id } = (await response.json()) as { id: string };
      await upstream.until(1);
      const end = first.end('SIGTERM');
      // It drains once it takes no more connections.
      while (await fetch(`${first.url}/healthz`).then(Boolean, () => false)) await sleep(10);
      upstream.release();
      assert.equal(await end, 0);
      if (engine.name === 'SQLite') assert.equal(receiver.received.length, 1);
      else {
        assert.equal(receiver.received.length, 0);
        await slow.start();
        await receiver.until(1);
      }
      assert.ok(receiver.received[0]?.body.includes(id));
      await slow.close();
      await receiver.close();
      await upstream.close();
    });
  });
}
