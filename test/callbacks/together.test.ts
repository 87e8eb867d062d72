import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { answerWith, startReceiver } from './receiver.test.kit.ts';
import { account, engines, openHouse, type SendingHouse } from './sending.test.kit.ts';

/** 10,000 events for the hanging receiver as promised: PLANTAIN_TEST_HANGING=10000. */
const hangingCount = Number(process.env.PLANTAIN_TEST_HANGING ?? 1_000);
const healthyCount = Math.ceil(hangingCount / 10);
/** 10,000 deliveries for the whole promise: PLANTAIN_TEST_DELIVERIES=10000. */
const deliveryCount = Number(process.env.PLANTAIN_TEST_DELIVERIES ?? 300);

const percentile = (values: number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * part) - 1] as number;

for (const engine of engines()) {
  describe(`many callbacks at once on ${engine.name}`, () => {
    let house: SendingHouse;
    beforeEach(async () => {
      house = await openHouse(engine);
    });
    afterEach(() => house.close());

    it('are each sent once by two processes that look at the same time', async () => {
      const receiver = await startReceiver();
      const senders = [await house.sender({ owner: 'one' }), await house.sender({ owner: 'two' })];
      const ids = await house.end(...Array.from({ length: 200 }, () => receiver.url));
      while (receiver.received.length < ids.length) {
        await Promise.all(senders.map((sender) => sender.poll()));
        await Promise.all(senders.map((sender) => sender.idle()));
      }
      assert.deepEqual(receiver.received.map((one) => one.id).sort(), ids);
      await receiver.close();
    });

    it('do not wait for a receiver that hangs', async () => {
      const hanging = await startReceiver(() => undefined);
      const arrivedAt = new Map<string, number>();
      const healthy = await startReceiver((response, { id }) => {
        arrivedAt.set(id, performance.now());
        response.writeHead(200).end();
      });
      const sender = await house.sender({ limits: { most: 64 } });
      await house.end(...Array.from({ length: hangingCount }, () => hanging.url));
      await sender.poll();
      await hanging.until(8);
      const waits: number[] = [];
      for (let index = 0; index < healthyCount; index += 1) {
        const [id] = (await house.end(healthy.url)) as [string];
        const endedAt = performance.now();
        sender.wake(healthy.url, { accountId: account, mode: 'live' });
        await healthy.until(index + 1);
        waits.push((arrivedAt.get(id) as number) - endedAt);
      }
      assert.ok(percentile(waits, 0.99) < 20_000, `p99 ${percentile(waits, 0.99)} ms`);
      if (process.env.PLANTAIN_TEST_HANGING) console.log(`p99 ${percentile(waits, 0.99).toFixed(1)} ms`);
      assert.equal(hanging.received.length, 8, 'one host has eight places');
      await sender.stop();
      await Promise.all([hanging.close(), healthy.close()]);
    });

    it('are verified by holders of the old, the new and both secrets while one replaces the other', async () => {
      const [old] = (await house.desk.secrets(account)) as [string];
      let held = [old];
      let failures = 0;
      let verified = 0;
      const receiver = await startReceiver((response, one) => {
        for (const secret of held) {
          try {
            new Webhook(secret).verify(one.body, one.headers as Record<string, string>);
            verified += 1;
          } catch {
            failures += 1;
          }
        }
        response.writeHead(200).end();
      });
      const sender = await house.sender();
      const sendSome = async () => {
        await house.end(...Array.from({ length: deliveryCount / 3 }, () => receiver.url));
        while (
          (await house.desk.list({ accountId: account, mode: 'live', state: 'pending', limit: 1 })).events
            .length
        ) {
          await sender.poll();
          await sender.idle();
        }
      };
      await sendSome();
      const [newest] = (await house.desk.rotateSecret(account, 24 * 3_600_000, { actor: 'a test' })) as [
        string,
      ];
      assert.notEqual(newest, old);
      held = [old, newest];
      await sendSome();
      held = [newest];
      await sendSome();
      assert.deepEqual([failures, verified], [0, (deliveryCount / 3) * 4]);

      house.clock.advance(24 * 3_600_000);
      assert.deepEqual(await house.desk.secrets(account), [newest]);
      const [last] = await house.desk.rotateSecret(account, 0, { actor: 'a test' });
      assert.deepEqual(await house.desk.secrets(account), [last]);
      await receiver.close();
    });

    it('have one first secret, whoever needs it first, and never more than five valid ones', async () => {
      const asked = await Promise.all(Array.from({ length: 8 }, () => house.desk.secrets(account)));
      assert.equal(new Set(asked.flat()).size, 1);
      const by = { actor: 'a test' };
      for (let count = 2; count <= 5; count += 1) {
        assert.equal((await house.desk.rotateSecret(account, 3_600_000, by)).length, count);
      }
      await assert.rejects(house.desk.rotateSecret(account, 3_600_000, by), { code: 'conflict' });
      await assert.rejects(house.desk.rotateSecret(account, Number.NaN, by), { code: 'invalid' });
      await assert.rejects(house.desk.rotateSecret('nobody', 0, by), { code: 'not_found' });
    });

    it('have as many secrets as were asked for at the same moment, also before there was one', async () => {
      const by = { actor: 'a test' };
      const rotate = () => house.desk.rotateSecret(account, 3_600_000, by);
      const answers = await Promise.all([
        rotate(),
        rotate(),
        house.desk.secrets(account),
        rotate(),
        rotate(),
      ]);
      assert.ok(answers.flat().length > 0);
      const valid = await house.desk.secrets(account);
      assert.ok(valid.length === 4 || valid.length === 5, `${valid.length} valid secrets`);
      assert.equal(new Set(valid).size, valid.length);
    });

    it('are handed over untried when a process stops before an answer came', async () => {
      const receiver = await startReceiver((response, _received, index) => {
        if (index > 0) response.writeHead(200).end();
      });
      const [id] = (await house.end(receiver.url)) as [string];
      const first = await house.sender({ owner: 'one' });
      await first.poll();
      await receiver.until(1);
      await first.stop();
      assert.deepEqual(
        [(await house.desk.show(id)).state, (await house.desk.show(id)).attempts],
        ['pending', 0],
      );
      // Of the same name: on SQLite one that starts takes the claims of all others from them.
      const second = await house.sender({ owner: 'one' });
      // The clock stands still, so only what was given back is due.
      await second.poll();
      await second.idle();
      assert.deepEqual(
        receiver.received.map((one) => one.id),
        [id, id],
      );
      assert.equal((await house.desk.show(id)).state, 'delivered');
      await receiver.close();
    });

    it('are sent by another process when the one that claimed them is gone for a minute', async () => {
      const receiver = await startReceiver(() => undefined);
      const [id] = (await house.end(receiver.url)) as [string];
      const dead = await house.sender({ owner: 'dead' });
      await dead.poll();
      await receiver.until(1);
      // Neither does the dead one look again, nor does one of the same name take its claims on SQLite.
      dead.drain();
      const alive = await house.sender({ owner: 'dead' });
      house.clock.advance(59_999);
      await alive.poll();
      await Promise.race([alive.idle(), receiver.until(2)]);
      assert.equal(receiver.received.length, 1, 'it may still be sending');
      house.clock.advance(1);
      await alive.poll();
      await receiver.until(2);
      assert.deepEqual(
        receiver.received.map((one) => one.id),
        [id, id],
      );
      await Promise.all([dead.stop(), alive.stop()]);
      await receiver.close();
    });

    it('reach a host that was away at no more than 50 per second', async () => {
      const receiver = await startReceiver(answerWith(200));
      const sender = await house.sender();
      const ids = await house.end(...Array.from({ length: 40 }, () => receiver.url));
      house.clock.advance(3_600_000);
      const startedAt = performance.now();
      await sender.poll();
      await receiver.until(ids.length);
      const seconds = (performance.now() - startedAt) / 1_000;
      assert.ok((ids.length - 8) / seconds <= 50, `${ids.length} in ${seconds} s`);
      await sender.idle();
      await receiver.close();
    });
  });
}
