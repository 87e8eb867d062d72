import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createAccounts } from '../../src/admission/accounts.ts';
import { type Receiver, startReceiver } from './receiver.test.kit.ts';
import { account, engines, openHouse, type Payer, type SendingHouse } from './sending.test.kit.ts';

const own: Payer = { accountId: account, mode: 'live' };

for (const engine of engines()) {
  describe(`callbacks of several accounts on ${engine.name}`, () => {
    let house: SendingHouse;
    let other: Payer;
    let receivers: Receiver[];
    const receive = async (...answer: Parameters<typeof startReceiver>) => {
      const receiver = await startReceiver(...answer);
      receivers.push(receiver);
      return receiver;
    };
    beforeEach(async () => {
      receivers = [];
      house = await openHouse(engine);
      const accounts = createAccounts(house.store, house.clock);
      const { id } = await accounts.create({ name: 'Other', kind: 'unlimited' }, { actor: 'a test' });
      other = { accountId: id, mode: 'live' };
    });
    afterEach(async () => {
      await house.close();
      await Promise.all(receivers.map((receiver) => receiver.close()));
    });

    /** Ten receivers that never answer, with eight events for each. */
    const hang = async (payer: Payer) => {
      const hanging = await Promise.all(Array.from({ length: 10 }, () => receive(() => undefined)));
      const ids: string[] = [];
      for (const { url } of hanging) ids.push(...(await house.endOf(payer, ...Array(8).fill(url))));
      return { ids, count: () => hanging.reduce((sum, { received }) => sum + received.length, 0) };
    };
    /** Events a process has claimed are not due before a minute has passed. */
    const claimed = async (ids: readonly string[]) => {
      const shown = await Promise.all(ids.map((id) => house.desk.show(id)));
      return shown.filter(({ nextAtMs }) => (nextAtMs ?? 0) > house.clock.now()).length;
    };

    it('leave at once although all receivers of another account hang, which holds half of the places', async () => {
      const hanging = await hang(other);
      const sender = await house.sender({ limits: { most: 64 } });
      await sender.poll();
      assert.equal(await claimed(hanging.ids), 32, 'no more is claimed than can be sent');
      const healthy = await receive();
      await house.end(healthy.url);
      sender.wake(healthy.url, own);
      await healthy.until(1);
      assert.ok(hanging.count() <= 32);
    });

    it('leave at once although all receivers of the same account hang for its test keys', async () => {
      const hanging = await hang({ ...own, mode: 'test' });
      const sender = await house.sender({ limits: { most: 64 } });
      await sender.poll();
      assert.equal(await claimed(hanging.ids), 32);
      const healthy = await receive();
      await house.end(healthy.url);
      await sender.poll();
      await healthy.until(1);
    });

    it('take turns at a host they share, whoever has thousands waiting there', async () => {
      const order: string[] = [];
      const shared = await receive((response, { id }) => {
        order.push(id);
        response.writeHead(200).end();
      });
      const path = (name: string) => shared.url.replace('/hook', `/${name}`);
      await house.endOf(other, ...Array(100).fill(path('other')));
      house.clock.advance(1);
      const [id] = (await house.end(path('own'))) as [string];
      const sender = await house.sender();
      await sender.poll();
      await sender.idle();
      await shared.until(101);
      assert.ok(order.indexOf(id) <= 24, `it was the ${order.indexOf(id)}th`);
    });
  });

  describe(`callbacks of a process that drains on ${engine.name}`, () => {
    let house: SendingHouse;
    beforeEach(async () => {
      house = await openHouse(engine);
    });
    afterEach(() => house.close());

    const hasOthers = engine.name !== 'SQLite';

    it('are left to other processes where there can be any, and what is under way goes on', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const receiver = await startReceiver(async (response) => {
        await held;
        response.writeHead(200).end();
      });
      const [first] = (await house.end(receiver.url)) as [string];
      const draining = await house.sender({ owner: 'draining' });
      await draining.poll();
      await receiver.until(1);
      draining.drain();
      const [second] = (await house.end(receiver.url)) as [string];
      await draining.poll();
      if (hasOthers) draining.wake(receiver.url, own);
      release();
      await draining.idle();
      assert.deepEqual(
        receiver.received.map(({ id }) => id),
        [first],
      );
      assert.equal((await house.desk.show(first)).state, 'delivered');
      const alive = await house.sender({ owner: 'alive' });
      await alive.poll();
      await alive.idle();
      assert.equal((await house.desk.show(second)).state, 'delivered');
      await receiver.close();
    });

    if (hasOthers) {
      it('are given back when the drain begins while they are being claimed', async () => {
        const receiver = await startReceiver();
        const [id] = (await house.end(receiver.url)) as [string];
        const draining = await house.sender({ owner: 'draining' });
        draining.wake(receiver.url, own);
        // The question is on its way to the store.
        await Promise.resolve().then(() => Promise.resolve());
        draining.drain();
        await draining.idle();
        assert.equal(receiver.received.length, 0);
        const alive = await house.sender({ owner: 'alive' });
        await alive.poll();
        await alive.idle();
        assert.equal((await house.desk.show(id)).state, 'delivered');
        await receiver.close();
      });
    } else {
      it('are sent for what ends meanwhile where there are no others, until it stops', async () => {
        const receiver = await startReceiver();
        const draining = await house.sender({ owner: 'draining' });
        draining.drain();
        const [first] = (await house.end(receiver.url)) as [string];
        draining.wake(receiver.url, own);
        await draining.stop();
        assert.equal((await house.desk.show(first)).state, 'delivered');
        await house.end(receiver.url);
        draining.wake(receiver.url, own);
        await draining.idle();
        assert.equal(receiver.received.length, 1);
        await receiver.close();
      });
    }
  });
}
