import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { insertEvidence } from '../../src/verification/evidence-rows.ts';
import { tamper } from '../admin/tamper.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { evidenceRow } from './evidence-row.test.kit.ts';

const shipped = fileURLToPath(new URL('../../src/store/migrations', import.meta.url));
const listener = { url: 'https://operator.example/changes', accountId: 'default' };
const evidence = (run_id: string, case_id: string, passed: boolean, request_id: string | null) =>
  evidenceRow({ run_id, case_id, passed: passed ? 1 : 0, request_id });
const event = (id: string, generationId: string, state: string, nextAt: number | null) =>
  `insert into callback_events (id, generation_id, account_id, mode, url, host, state, attempts, next_at, created_at, payload)
    values ('${id}', '${generationId}', 'default', 'live', 'https://a.example/', 'a.example', '${state}', 3, ${nextAt}, 7, '{}')`;

for (const engine of testEngines()) {
  describe(`what a run of checks changes, on ${engine.name}`, () => {
    it('is told cell by cell, whether cells share a request, have none, or the request had a callback of its own', async (context) => {
      const database = await engine.create();
      context.after(() => database.remove());
      const store = await openStore({ url: database.url });
      await store.write(tamper, { statement: event('evt_own', 'asked', 'pending', 9) });
      const cases = ['one', 'two', 'three', 'four', 'five'];
      const requests = ['shared', 'shared', null, null, 'asked'];
      const rowsOf = (run: string, passed: boolean) =>
        cases.map((name, index) => evidence(run, name, passed, requests[index] as string | null));
      await store.write(insertEvidence, { rows: rowsOf('run1', true), listener });
      await store.write(insertEvidence, { rows: rowsOf('run2', false), listener });

      const statement = `select generation_id, count(*) as events from callback_events group by generation_id order by generation_id`;
      const told = await store.read(tamper, { statement });
      await store.close();
      assert.deepEqual(told, [
        { generation_id: '', events: 2 },
        { generation_id: 'asked', events: 2 },
        { generation_id: 'shared', events: 2 },
      ]);
    });

    it('can be told in a store that an older version filled, which keeps its events and finds them as before', async (context) => {
      const older = await mkdtemp(path.join(os.tmpdir(), 'plantain-older-'));
      context.after(() => rm(older, { recursive: true }));
      for (const file of await readdir(shipped)) {
        // Links, not copies: the modules must still find their packages.
        const isOlder = file.endsWith('.js') && file < '0071';
        if (isOlder) await symlink(path.join(shipped, file), path.join(older, file));
      }
      const database = await engine.create();
      context.after(() => database.remove());
      const before = await openStore({ url: database.url, migrations: older });
      await before.write(tamper, { statement: event('evt_one', 'one', 'pending', 99) });
      await before.write(tamper, { statement: event('evt_two', 'two', 'delivered', null) });
      const rows = { statement: 'select * from callback_events order by id' };
      const indexes = {
        statement:
          engine.name === 'SQLite'
            ? `select name, sql as definition from sqlite_master where type = 'index' and tbl_name = 'callback_events' and sql is not null`
            : `select indexname as name, indexdef as definition from pg_indexes where tablename = 'callback_events'`,
      };
      const indexesOf = async (store: Store) => {
        const found = await store.read(tamper, indexes);
        const plain = (definition: string) =>
          definition.replaceAll('"', '').replace(/\s+/g, ' ').toLowerCase();
        return new Map(found.map(({ name, definition }) => [name, plain(String(definition))]));
      };
      const [oldRows, oldIndexes] = [await before.read(tamper, rows), await indexesOf(before)];
      await before.close();

      const store = await openStore({ url: database.url });
      assert.deepEqual(await store.read(tamper, rows), oldRows);
      const kept = await indexesOf(store);
      oldIndexes.delete('callback_events_generation_id_key');
      assert.ok(oldIndexes.size >= 4);
      for (const [name, definition] of oldIndexes) assert.equal(kept.get(name), definition);
      assert.ok(kept.has('callback_events_of_generation'));
      await store.write(tamper, { statement: event('evt_again', 'one', 'pending', 99) });
      await assert.rejects(store.write(tamper, { statement: event('evt_one', 'three', 'pending', 99) }));
      await store.close();
    });
  });
}
