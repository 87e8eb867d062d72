import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEngines } from '../../test/services/test-engines.ts';
import { createLog } from '../lib/log.ts';
import { openStore } from '../store/open-store.ts';
import { createLeaseClock } from './lease-clock.ts';

const hourMs = 3_600_000;

for (const engine of testEngines()) {
  describe(`the clock of leases, on ${engine.name}`, () => {
    async function withClock(
      offMs: number,
      work: (
        parts: { leases: ReturnType<typeof createLeaseClock>; wall: { offMs: number }; said: () => string[] },
        elapse: (ms: number) => void,
      ) => Promise<void>,
    ): Promise<void> {
      const database = await engine.create();
      const store = await openStore({ url: database.url });
      const lines: string[] = [];
      const log = createLog('info', { write: (line) => void lines.push(line) });
      const wall = { offMs };
      let elapsedMs = 5;
      const clock = { now: () => Date.now() + wall.offMs };
      const leases = createLeaseClock({ store, clock, log, elapsedMs: () => elapsedMs });
      const said = () => lines.splice(0).map((line) => JSON.parse(line).msg as string);
      try {
        await work({ leases, wall, said }, (ms) => {
          elapsedMs += ms;
        });
      } finally {
        await store.close();
        await database.remove();
      }
    }

    it('passes as the monotonic clock does, whatever the wall clock does meanwhile', () =>
      withClock(0, async ({ leases, wall }, elapse) => {
        await leases.follow();
        const startMs = leases.now();
        for (const offMs of [hourMs, -hourMs]) {
          wall.offMs = offMs;
          assert.equal(leases.now(), startMs);
        }
        elapse(10_000.25);
        assert.equal(leases.now(), startMs + 10_000);
        assert.equal(leases.elapsedMs(), 10_005.25);
      }));

    it('has nothing to catch up with while the wall clock goes as the monotonic one does, or is set back', () =>
      withClock(0, async ({ leases, wall }) => {
        await leases.follow();
        assert.equal(leases.catchUp(), undefined);
        wall.offMs = -hourMs;
        assert.equal(leases.catchUp(), undefined);
      }));

    if (engine.name === 'PostgreSQL') {
      it('catches up with the database when the machine was suspended, once for all who ask', () =>
        withClock(0, async ({ leases }, elapse) => {
          await leases.follow();
          elapse(-hourMs);
          assert.ok(Math.abs(leases.now() + hourMs - Date.now()) < 2_000);
          const caughtUp = leases.catchUp();
          assert.ok(caughtUp);
          assert.equal(leases.catchUp(), caughtUp);
          await caughtUp;
          assert.ok(Math.abs(leases.now() - Date.now()) < 2_000);
          assert.equal(leases.catchUp(), undefined);
        }));

      it('shows the time of the database where that of the machine differs, and says so once', () =>
        withClock(-hourMs, async ({ leases, wall, said }) => {
          assert.ok(Math.abs(leases.now() + hourMs - Date.now()) < 2_000);
          await leases.follow();
          // The server of the tests is on this machine.
          assert.ok(Math.abs(leases.now() - Date.now()) < 2_000);
          assert.match(said().join(), /clock of this machine differs/);
          await leases.follow();
          assert.deepEqual(said(), []);
          wall.offMs = 0;
          await leases.follow();
          assert.match(said().join(), /agrees with the database again/);
        }));
    } else {
      it('asks nobody: one process has the database', () =>
        withClock(-hourMs, async ({ leases, said }) => {
          const startMs = leases.now();
          await leases.follow();
          assert.equal(leases.now(), startMs);
          assert.deepEqual(said(), []);
        }));

      it('says once that the wall clock was set, and that it is as before', () =>
        withClock(0, async ({ leases, wall, said }) => {
          wall.offMs = 16 * 24 * hourMs;
          await leases.follow();
          await leases.follow();
          assert.match(said().join(), /^the clock of this machine was set[^,]*, or it was suspended: [^,]*$/);
          wall.offMs = 0;
          await leases.follow();
          assert.match(said().join(), /agrees with the time since the start again/);
        }));
    }
  });
}
