import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { CallbackSender } from '../../src/tasks/callbacks/sender.ts';
import { sweepEvents } from '../../src/tasks/callbacks/sweep-events.ts';
import { answerWith, type Received, startReceiver } from './receiver.test.kit.ts';
import { account, engines, openHouse, type SendingHouse } from './sending.test.kit.ts';

const hourMs = 3_600_000;

for (const engine of engines()) {
  describe(`callbacks over time on ${engine.name}`, () => {
    let house: SendingHouse;
    let sender: CallbackSender;
    before(async () => {
      house = await openHouse(engine);
      sender = await house.sender();
    });
    after(() => house.close());

    const sendDue = async () => {
      await sender.poll();
      await sender.idle();
    };
    /** Lets the time pass to the next attempt of an event; false when there is none. */
    const toNextAttempt = async (id: string) => {
      const { nextAtMs } = await house.desk.show(id);
      if (nextAtMs === undefined) return false;
      house.clock.advance(nextAtMs - house.clock.now());
      return true;
    };

    it('sends one id, ten timestamps and the same bytes to a receiver that fails nine times', async () => {
      const receiver = await startReceiver((response, _received, index) =>
        response.writeHead(index < 9 ? 500 : 204).end(),
      );
      const [id] = (await house.end(receiver.url)) as [string];
      await sendDue();
      while (await toNextAttempt(id)) await sendDue();
      const { received } = receiver;
      assert.equal(received.length, 10);
      assert.deepEqual([...new Set(received.map((one) => one.id))], [id]);
      assert.equal(new Set(received.map((one) => one.timestamp)).size, 10);
      assert.equal(new Set(received.map((one) => one.body)).size, 1);
      const event = await house.desk.show(id);
      assert.deepEqual([event.state, event.attempts], ['delivered', 10]);
      assert.deepEqual(
        event.log.map(({ number, status }) => [number, status]),
        [...Array(9).keys()].map((index) => [index + 1, 500]).concat([[10, 204]]),
      );
      await receiver.close();
    });

    it('gives up after the whole schedule; a redelivery then arrives with the old id and a valid signature', async () => {
      const away = await startReceiver();
      const [id] = (await house.end(away.url)) as [string];
      await away.close();
      const startMs = house.clock.now();
      await sendDue();
      while (await toNextAttempt(id)) await sendDue();
      const exhausted = await house.desk.show(id);
      assert.deepEqual([exhausted.state, exhausted.log.length], ['exhausted', 10]);
      assert.equal(house.clock.now() - startMs, 75 * hourMs + 35 * 60_000 + 5_000);
      assert.match(exhausted.log[0]?.error ?? '', /^connect_failed/);
      const { events } = await house.desk.list({
        accountId: account,
        mode: 'live',
        state: 'exhausted',
        limit: 5,
      });
      assert.deepEqual(
        events.map((event) => event.id),
        [id],
      );

      const back = await startReceiver(answerWith(200), Number(new URL(away.url).port));
      await house.desk.redeliver(id, { actor: 'a test' });
      await sendDue();
      assert.equal(back.received.length, 1);
      const [secret] = await house.desk.secrets(account);
      assert.deepEqual(verified(secret as string, back.received[0] as Received, house.clock.now()), {
        id: id.slice('evt_'.length),
        state: 'failed',
        prompt: 'a plantain\u2028on a table \u0000 🍌',
        failure: { code: 'content_blocked', message: 'Blocked by the content policy. 🍌' },
      });
      const delivered = await house.desk.show(id);
      assert.deepEqual(
        [delivered.state, delivered.attempts, delivered.log.at(-1)?.number],
        ['delivered', 1, 11],
      );

      house.clock.advance(hourMs);
      await house.desk.redeliver(id, { actor: 'a test' });
      await sendDue();
      const [one, again] = back.received as [Received, Received];
      assert.deepEqual([again.id, again.body], [id, one.body], 'a duplicate is the same event');
      assert.notEqual(again.timestamp, one.timestamp);
      verified(secret as string, again, house.clock.now());
      await back.close();
    });

    it('brings an event to a receiver that was away for a day within one step of its return', async () => {
      const away = await startReceiver();
      const [id] = (await house.end(away.url)) as [string];
      await away.close();
      const startMs = house.clock.now();
      await sendDue();
      while (house.clock.now() - startMs < 24 * hourMs) {
        await toNextAttempt(id);
        if (house.clock.now() - startMs < 24 * hourMs) await sendDue();
      }
      const back = await startReceiver(answerWith(200), Number(new URL(away.url).port));
      await sendDue();
      assert.deepEqual(
        back.received.map((one) => one.id),
        [id],
      );
      await back.close();
    });

    it('stops for good at 410, and waits for as long as Retry-After asks', async () => {
      const gone = await startReceiver(answerWith(410));
      const busy = await startReceiver(answerWith(429, { 'retry-after': '7200' }));
      const [goneId, busyId] = (await house.end(gone.url, busy.url)) as [string, string];
      await sendDue();
      const stopped = await house.desk.show(goneId);
      assert.deepEqual([stopped.state, stopped.nextAtMs], ['stopped', undefined]);
      const { nextAtMs } = await house.desk.show(busyId);
      assert.equal((nextAtMs as number) - house.clock.now(), 2 * hourMs);
      house.clock.advance(2 * hourMs - 1);
      await sendDue();
      assert.equal(busy.received.length, 1);
      house.clock.advance(1);
      await sendDue();
      assert.equal(busy.received.length, 2);
      assert.equal(gone.received.length, 1);
      await Promise.all([gone.close(), busy.close()]);
    });

    it('keeps ended events and their attempts for 30 days, and pending ones for as long as they are', async () => {
      const receiver = await startReceiver();
      const never = await startReceiver(answerWith(500));
      const [id, pendingId] = (await house.end(receiver.url, never.url)) as [string, string];
      await sendDue();
      house.clock.advance(30 * 24 * hourMs);
      const sweep = () => house.store.write(sweepEvents, { nowMs: house.clock.now(), limit: 500 });
      await sweep();
      assert.equal((await house.desk.show(id)).log.length, 1);
      house.clock.advance(1);
      assert.equal(await sweep(), 1);
      await assert.rejects(house.desk.show(id), { code: 'not_found' });
      assert.equal((await house.desk.show(pendingId)).state, 'pending');
      await Promise.all([receiver.close(), never.close()]);
    });

    it('refuses to redeliver what is being sent and what there is not', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const receiver = await startReceiver(async (response) => {
        await held;
        response.writeHead(200).end();
      });
      const [id] = (await house.end(receiver.url)) as [string];
      await sender.poll();
      await receiver.until(1);
      await assert.rejects(house.desk.redeliver(id, { actor: 'a test' }), { code: 'conflict' });
      await assert.rejects(house.desk.redeliver('evt_none', { actor: 'a test' }), { code: 'not_found' });
      release();
      await sender.idle();
      await receiver.close();
    });
  });
}

/** What a receiver's library makes of it at that time; throws when it is forged, or more than five minutes off. */
function verified(secret: string, { body, headers }: Received, nowMs: number): unknown {
  mock.timers.enable({ apis: ['Date'], now: nowMs });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    mock.timers.reset();
  }
}
