import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createLog } from '../../src/lib/log.ts';
import type { Store } from '../../src/store/store.ts';
import { type DueLanes, dueLanes } from '../../src/tasks/callbacks/due-lanes.ts';
import { type SenderParts, startSender } from '../../src/tasks/callbacks/sender.ts';
import { tamper } from '../admin/tamper.test.kit.ts';
import { explainDue } from './due-plan.test.kit.ts';
import { startReceiver } from './receiver.test.kit.ts';
import { account, engines, openHouse, type SendingHouse } from './sending.test.kit.ts';
import { addWaiting } from './waiting-events.test.kit.ts';

/** On SQLite, and on PostgreSQL. */
const walksByTime =
  /SEARCH callback_events USING COVERING INDEX callback_events_by_time \(.*next_at<\?\)|Index Only Scan using callback_events_by_time[\s\S]*Index Cond: .*next_at <= /;

for (const engine of engines()) {
  describe(`a look for callbacks that are due on ${engine.name}`, () => {
    let house: SendingHouse;
    beforeEach(async () => {
      house = await openHouse(engine);
    });
    afterEach(() => house.close());

    it('walks none of the hosts that are to be tried later, however many one account names', async () => {
      const nowMs = house.clock.now();
      const later = nowMs + 3_600_000;
      await house.store.write(addWaiting, { accountId: account, hosts: 20_000, nextAtMs: later });
      await house.store.write(tamper, { statement: 'analyze' });
      const after = { dueAtMs: nowMs - 5, host: 'a.example', accountId: account, mode: 'live' } as const;
      const command = engine.name === 'SQLite' ? 'explain query plan' : 'explain';
      for (const from of [undefined, after]) {
        const plan = await house.store.read(explainDue, { nowMs, limit: 2_000, after: from, command });
        assert.match(plan, walksByTime, plan);
      }
    });

    it('goes on where the one before ended, so that no backlog hides what became due after it', async () => {
      const away = await startReceiver(() => undefined);
      const healthy = await startReceiver();
      for (let at = 0; at < 4; at += 1) {
        // One each at other moments, and two at the same.
        await house.end(away.url, away.url);
        house.clock.advance(1);
      }
      await house.end(healthy.url);
      const sender = await house.sender({ limits: { mostPerHost: 1, lookedAt: 2 } });
      for (let look = 0; look < 5; look += 1) await sender.poll();
      await healthy.until(1);
      assert.equal(away.received.length, 1);
      await sender.stop();
      await Promise.all([away.close(), healthy.close()]);
    });

    it('sees at once what became due since the look before, however long the backlog before it', async () => {
      const away = await startReceiver(() => undefined);
      const healthy = await startReceiver();
      for (let at = 0; at < 40; at += 1) {
        await house.end(away.url);
        house.clock.advance(1_000);
      }
      const sender = await house.sender({ limits: { mostPerHost: 1, lookedAt: 2 } });
      await sender.poll();
      await house.end(healthy.url);
      await sender.poll();
      await healthy.until(1);
      await sender.stop();
      await Promise.all([away.close(), healthy.close()]);
    });

    it('begins anew when nothing more is due', async () => {
      const look = (after?: DueLanes['next']) =>
        house.store.read(dueLanes, { nowMs: house.clock.now(), limit: 2, after });
      await house.end('https://one.example/', 'https://two.example/', 'https://two.example/');
      const first = await look();
      assert.deepEqual(
        first.lanes.map(({ host }) => host),
        ['one.example', 'two.example'],
      );
      // The other event of the lane it ended with became due at the same moment: the lane is known.
      assert.deepEqual(await look(first.next), { lanes: [] });
    });
  });
}

it('no look for what is due begins while the store is still at the one before', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const answers: ((found: DueLanes) => void)[] = [];
  const store = {
    engine: 'postgres',
    read: () => new Promise((resolve) => answers.push(resolve)),
  } as unknown as Store;
  const log = createLog('silent');
  const sender = await startSender({ store, log, clock: { now: Date.now }, owner: 'one' } as SenderParts);
  context.mock.timers.tick(5_000);
  assert.equal(answers.length, 1);
  answers[0]?.({ lanes: [] });
  await new Promise(setImmediate);
  context.mock.timers.tick(1_000);
  assert.equal(answers.length, 2);
  sender.drain();
});
