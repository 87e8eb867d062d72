import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { updateAccount } from '../../src/admission/account-rows.ts';
import { cancelTask } from '../../src/ledger/cancel.ts';
import { claimTasks } from '../../src/records/claim-tasks.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { recover } from '../../src/upkeep.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

const postgres = testEngines().find((engine) => engine.name === 'PostgreSQL');

// SQLite has one writer.
if (postgres) {
  describe('a unit that waits for an account on PostgreSQL', () => {
    let ground: Ground;
    let house: House;
    let settling: pg.Client;
    /** A transaction sees one snapshot of who waits, so it does not look itself. */
    let watching: pg.Client;
    before(async () => {
      const database = await postgres.create();
      ground = await openGround({ name: 'PostgreSQL', create: async () => database });
      house = await ground.build();
      settling = new pg.Client({ connectionString: database.url });
      watching = new pg.Client({ connectionString: database.url });
      await Promise.all([settling.connect(), watching.connect()]);
    });
    after(async () => {
      await Promise.all([settling.end(), watching.end()]);
      await ground.close();
    });

    const waiting = async () => {
      const { rowCount } = await watching.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rowCount !== 0;
    };
    /** Takes the account as who settles by hand does, and then what the query takes, while the other unit waits for it. */
    const takeBeside = async <Result>(
      accountId: string,
      beside: () => Promise<Result>,
      ...query: [string, string[]]
    ) => {
      await settling.query('begin');
      await settling.query('select 1 from balances where account_id = $1 for update', [accountId]);
      const done = beside();
      for (const endMs = Date.now() + 20_000; !(await waiting()); await sleep(10)) {
        assert.ok(Date.now() < endMs, 'it waits for the account');
      }
      // Rejects where the other unit has it: the two would wait for each other.
      await settling.query(...query).finally(async () => {
        await settling.query('rollback');
        await done;
      });
      return done;
    };
    const settleBeside = <Result>(id: string, accountId: string, beside: () => Promise<Result>) =>
      takeBeside(accountId, beside, 'select 1 from generations where id = $1 for update nowait', [id]);

    it('holds no generation of it meanwhile: cancelling', async () => {
      const request = await ground.request();
      const { id } = await house.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      const result = await settleBeside(id, accountId, () =>
        house.store.write(cancelTask, { id, accountId, mode, nowMs: ground.nowMs }),
      );
      assert.equal(result, 'cancelled');
    });

    it('lets keys be added to it that are written after who waits', async () => {
      const { accountId } = (await ground.request()).caller;
      await settling.query('begin');
      // Who adds a key takes the end of the log of actions first, and then, as the key refers to it, the account.
      await settling.query('select 1 from actions where number = 0 for update');
      const by = { actor: 'admin' };
      const change = { id: accountId, name: 'Another', by, nowMs: ground.nowMs };
      const changed = house.store.write(updateAccount, change);
      for (const endMs = Date.now() + 20_000; !(await waiting()); await sleep(10)) {
        assert.ok(Date.now() < endMs, 'it waits for the log');
      }
      await settling
        .query('select 1 from accounts where id = $1 for key share nowait', [accountId])
        .finally(() => settling.query('rollback'));
      assert.equal((await changed).name, 'Another');
    });

    it('holds no generation of it meanwhile: recovery', async () => {
      const request = await ground.request();
      const { id } = await house.pipeline.accept(request);
      await house.store.write(claimTasks, { owner: 'dead', nowMs: ground.nowMs, limit: 1, id });
      ground.nowMs += leaseMs + 1;
      await settleBeside(id, request.caller.accountId, () => recover(house.upkeep));
      const { rows } = await settling.query('select state from generations where id = $1', [id]);
      assert.deepEqual(rows, [{ state: 'queued' }]);
    });

    it('holds no other account meanwhile: recovery', async () => {
      const requests = [await ground.request(), await ground.request()];
      for (const request of requests) {
        const { id } = await house.pipeline.accept(request);
        await house.store.write(claimTasks, { owner: 'dead', nowMs: ground.nowMs, limit: 1, id });
      }
      ground.nowMs += leaseMs + 1;
      // Accounts are taken by name.
      const [first, second] = requests.map(({ caller }) => caller.accountId).sort() as [string, string];
      const free = 'select 1 from balances where account_id = $1 for update nowait';
      await takeBeside(second, () => recover(house.upkeep), free, [first]);
    });
  });
}
