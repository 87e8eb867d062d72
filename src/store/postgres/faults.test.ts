import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openBank } from '../../../test/services/bank/open-bank.ts';
import * as bankUnits from '../../../test/services/bank/units.ts';
import { type FaultProxy, openFaultProxy } from '../../../test/services/fault-proxy.ts';
import { type TestDatabase, testEngines } from '../../../test/services/test-engines.ts';
import { StoreClosed, StoreUnavailable } from '../errors.ts';
import type { Store } from '../store.ts';

const { addEntries, addEntriesAlone, listEntries, move, openAccount, readAccount, spend } = bankUnits;
const entry = (id: string, slot: number) => ({ id, accountId: 'books', slot, amountMicros: 5 });
const postgres = testEngines().find((engine) => engine.name === 'PostgreSQL');

// Each test has its own way to the server through a proxy that cuts connections where it is told to.
if (postgres) {
  describe('PostgreSQL under faults', () => {
    let database: TestDatabase;
    let admin: pg.Client;
    let proxy: FaultProxy;
    let store: Store;

    before(async () => {
      database = await postgres.create();
      admin = new pg.Client({ connectionString: database.url });
      await admin.connect();
      const { hostname, port } = new URL(database.url);
      proxy = await openFaultProxy(hostname, Number(port || 5432));
      const url = new URL(database.url);
      url.hostname = '127.0.0.1';
      url.port = String(proxy.port);
      store = await openBank(url.href, { postgres: { poolSize: 6, reconnectMs: 4_000, random: () => 0.5 } });
      await store.write(openAccount, { id: 'books', balanceMicros: 0 });
    });
    beforeEach(() => proxy.heal());
    after(async () => {
      proxy.heal();
      await store.close();
      await proxy.close();
      await admin.end();
      await database.remove();
    });

    test('a refusal among units that share a commit costs no connection', async () => {
      const connections = async () =>
        (
          await admin.query(
            "select pid from pg_stat_activity where datname = current_database() and application_name = 'plantain' order by pid",
          )
        ).rows;
      const before = await connections();
      assert.ok(before.length > 0);
      const outcomes = await Promise.allSettled(
        ['first', 'second', 'third', 'books'].map((id) => store.write(openAccount, { id, balanceMicros: 0 })),
      );
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
      );
      assert.ok(store.stats().largestGroup >= 2);
      const after = (await connections()).map(({ pid }) => pid);
      assert.ok(before.every(({ pid }) => after.includes(pid)));
    });

    test('a unit the server ends to resolve a deadlock runs again and takes effect once', async () => {
      await store.write(openAccount, { id: 'left', balanceMicros: 100 });
      await store.write(openAccount, { id: 'right', balanceMicros: 100 });
      const before = store.stats().retries;
      const other = new pg.Client({ connectionString: database.url });
      await other.connect();
      // Whoever has waited for this long looks for a deadlock and is the one to end; it shall be the unit.
      await other.query("set deadlock_timeout = '60s'");
      await other.query("begin; update bank_account set balance_micros = 50 where id = 'right'");
      const moved = store.write(move, { from: 'left', to: 'right', amountMicros: 10 });
      await until(async () => {
        const { rowCount } = await admin.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rowCount !== 0;
      });
      await other.query("update bank_account set balance_micros = 50 where id = 'left'");
      await other.query('commit');
      await other.end();
      await moved;
      assert.equal(store.stats().retries, before + 1);
      assert.equal((await store.read(readAccount, 'left'))?.balance_micros, 40);
      assert.equal((await store.read(readAccount, 'right'))?.balance_micros, 60);
    });

    test('ended connections are replaced and the writes of that moment succeed once', async () => {
      const writes = Array.from({ length: 200 }, async (_, index) => {
        await sleep(index);
        await store.write(index % 2 ? addEntries : addEntriesAlone, [entry(`ended-${index}`, 1_000 + index)]);
      });
      for (let round = 0; round < 4; round += 1) {
        await sleep(40);
        await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where pid <> pg_backend_pid() and datname = current_database()`,
        );
      }
      await Promise.all(writes);
      assert.equal((await store.read(listEntries, 'ended-')).length, 200);
    });

    for (const [title, unit, slot] of [
      ['a single unit', addEntriesAlone, 2_000],
      ['a shared commit', addEntries, 2_100],
    ] as const) {
      test(`a connection cut right after COMMIT was sent writes ${title} exactly once`, async () => {
        const prefix = `after-${slot}-`;
        proxy.cutAfter('COMMIT');
        await Promise.all(
          [0, 1, 2].map((index) => store.write(unit, [entry(`${prefix}${index}`, slot + index)])),
        );
        assert.equal(proxy.cuts(), 1);
        assert.equal((await store.read(listEntries, prefix)).length, 3);
      });

      test(`a connection cut before COMMIT reaches the server writes ${title} exactly once`, async () => {
        const prefix = `before-${slot}-`;
        proxy.cutBefore('COMMIT');
        await Promise.all(
          [0, 1, 2].map((index) => store.write(unit, [entry(`${prefix}${index}`, slot + 10 + index)])),
        );
        assert.equal(proxy.cuts(), 1);
        assert.equal((await store.read(listEntries, prefix)).length, 3);
      });
    }

    test('a purchase whose commit was cut is charged once, not twice', async () => {
      await store.write(openAccount, { id: 'charged', balanceMicros: 10 });
      proxy.cutAfter('COMMIT');
      assert.equal(await store.write(spend, { id: 'charged', amountMicros: 4 }), 6);
      assert.equal((await store.read(readAccount, 'charged'))?.balance_micros, 6);
    });

    test('a commit that is still on its way when its connection is lost is waited for', async () => {
      await store.write(openAccount, { id: 'late', balanceMicros: 10 });
      proxy.cutAfter('COMMIT', { deliverAfterMs: 600 });
      assert.equal(await store.write(spend, { id: 'late', amountMicros: 4 }), 6);
      assert.equal((await store.read(readAccount, 'late'))?.balance_micros, 6);
    });

    test('when the server stays away after a commit was sent, the outcome is reported as unknown', async () => {
      proxy.cutAfter('COMMIT', { thenRefuse: true });
      await assert.rejects(store.write(addEntriesAlone, [entry('unknown', 3_000)]), (error) => {
        assert.ok(error instanceof StoreUnavailable);
        assert.equal(error.outcome, 'unknown');
        return true;
      });
    });

    test('a server that comes back in time is waited for', async () => {
      proxy.refuse();
      const write = store.write(addEntries, [entry('waited', 3_100)]);
      const read = store.read(readAccount, 'books');
      let settled = 0;
      for (const asked of [write, read]) {
        const count = () => {
          settled += 1;
        };
        void asked.then(count, count);
      }
      await sleep(600);
      assert.equal(settled, 0);
      proxy.heal();
      await write;
      assert.equal((await read)?.id, 'books');
    });

    test('a server that stays away is reported as unavailable, with nothing written', async () => {
      proxy.refuse();
      const outcomes = await Promise.allSettled([
        store.write(addEntries, [entry('away', 3_200)]),
        store.read(readAccount, 'books'),
        store.ping(),
      ]);
      for (const outcome of outcomes) {
        assert.ok(outcome.status === 'rejected' && outcome.reason instanceof StoreUnavailable);
        assert.equal(outcome.reason.outcome, 'not-applied');
      }
      proxy.heal();
      assert.deepEqual(await store.read(listEntries, 'away'), []);
    });

    test('a statement that takes too long is cancelled', async () => {
      const hurried = await openBank(database.url, { postgres: { statementTimeoutMs: 200 } });
      const holder = new pg.Client({ connectionString: database.url });
      await holder.connect();
      await holder.query('begin; lock table bank_account in access exclusive mode');
      await assert.rejects(hurried.write(openAccount, { id: 'slow', balanceMicros: 1 }), StoreUnavailable);
      await holder.query('rollback');
      await holder.end();
      await hurried.write(openAccount, { id: 'slow', balanceMicros: 1 });
      await hurried.close();
    });

    describe('that says nothing and closes nothing', () => {
      let hurried: Store;
      before(async () => {
        const url = new URL(database.url);
        url.hostname = '127.0.0.1';
        url.port = String(proxy.port);
        const limits = { statementTimeoutMs: 200, reconnectMs: 500, poolSize: 2, random: () => 0.5 };
        hurried = await openBank(url.href, { postgres: limits });
      });
      after(() => hurried.close());

      test('is given up after a while, and asked again when it speaks', async () => {
        await hurried.write(openAccount, { id: 'heard', balanceMicros: 1 });
        proxy.stall();
        await assert.rejects(hurried.write(openAccount, { id: 'mute', balanceMicros: 1 }), StoreUnavailable);
        await assert.rejects(hurried.read(readAccount, 'heard'), StoreUnavailable);
        proxy.heal();
        await hurried.write(openAccount, { id: 'again', balanceMicros: 1 });
        assert.equal(await hurried.read(readAccount, 'mute'), undefined);
      });

      test('is asked by another connection whether it committed', async () => {
        await hurried.write(openAccount, { id: 'silent', balanceMicros: 10 });
        proxy.silenceAfter('COMMIT');
        assert.equal(await hurried.write(spend, { id: 'silent', amountMicros: 4 }), 6);
        assert.equal(proxy.cuts(), 1);
        assert.equal((await hurried.read(readAccount, 'silent'))?.balance_micros, 6);
      });
    });

    test('a store waits for its turn to migrate for as long as another process does', async () => {
      const holder = new pg.Client({ connectionString: database.url });
      await holder.connect();
      await holder.query('select pg_advisory_lock(7281994310)');
      const opened = openBank(database.url, { postgres: { statementTimeoutMs: 50 } });
      await sleep(3_500);
      await holder.end();
      await (await opened).close();
    });

    test('close lets accepted writes finish and refuses later ones', async () => {
      const closing = await openBank(database.url);
      const writes = Array.from({ length: 100 }, (_, index) =>
        closing.write(index % 2 ? addEntries : addEntriesAlone, [entry(`closing-${index}`, 4_000 + index)]),
      );
      const closed = closing.close();
      await assert.rejects(closing.write(addEntries, [entry('late', 4_999)]), StoreClosed);
      await Promise.all([...writes, closed, closing.close()]);
      assert.equal((await store.read(listEntries, 'closing-')).length, 100);
    });

    test('two processes that group writes on the same accounts do not deadlock', async () => {
      const other = await openBank(database.url);
      const accounts = Array.from({ length: 20 }, (_, index) => `hot-${index}`);
      for (const id of accounts) await store.write(openAccount, { id, balanceMicros: 1_000 });
      const before = store.stats().retries + other.stats().retries;
      const spendAll = (through: Store, ids: string[]) =>
        Promise.all(
          Array.from({ length: 10 }, () =>
            ids.map((id) => through.write(spend, { id, amountMicros: 1 })),
          ).flat(),
        );
      await Promise.all([spendAll(store, accounts), spendAll(other, [...accounts].reverse())]);
      for (const id of accounts) assert.equal((await store.read(readAccount, id))?.balance_micros, 980);
      assert.equal(store.stats().retries + other.stats().retries, before);
      await other.close();
    });
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
