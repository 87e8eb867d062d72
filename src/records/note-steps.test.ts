import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { tamper } from '../../test/admin/tamper.test.kit.ts';
import { type TestDatabase, testEngines } from '../../test/services/test-engines.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { noteSteps } from './note-steps.ts';

const note = (id: string, fence: number) => ({
  id,
  fence,
  steps: { attempts: fence, answered: 0, archived: 0 },
});

for (const engine of testEngines()) {
  describe(`how far tasks are, on ${engine.name}`, () => {
    let database: TestDatabase;
    let store: Store;
    before(async () => {
      database = await engine.create();
      store = await openStore({ url: database.url });
    });
    after(async () => {
      await store.close();
      await database.remove();
    });

    const ask = (statement: string) => store.write(tamper, { statement });
    const add = (id: string, state: string, fence: number) =>
      ask(`insert into generations (id, account_id, key_id, mode, protocol, model, kind, state, request, count, created_at, fence)
        values ('${id}', 'a', 'k', 'live', 'p', 'm', 'async-image', '${state}', '{}', 1, 1, ${fence})`);
    const attemptsOf = async (like: string) =>
      (await ask(`select steps from generations where id like '${like}' order by id`)).map(({ steps }) =>
        steps === null ? null : JSON.parse(String(steps)).attempts,
      );

    it('is kept of those that run under the fence, and of no others', async () => {
      await add('one-1', 'running', 2);
      await add('one-2', 'running', 4);
      await add('one-3', 'running', 5);
      await add('one-4', 'queued', 2);
      await add('one-5', 'succeeded', 2);
      const notes = [
        note('one-1', 2),
        note('one-2', 4),
        note('one-3', 4),
        note('one-4', 2),
        note('one-5', 2),
      ];
      await store.write(noteSteps, { notes: [...notes, note('one-6', 2)] });
      assert.deepEqual(await attemptsOf('one-%'), [2, 4, null, null, null]);
    });

    if (engine.name === 'PostgreSQL') {
      it('is kept by one statement, which waits for none that is being ended', async () => {
        const ids = Array.from({ length: 20 }, (_, index) => `many-${index + 10}`);
        for (const id of ids) await add(id, 'running', 2);
        const settling = new pg.Client({ connectionString: database.url });
        await settling.connect();
        await settling.query('begin');
        await settling.query("select 1 from generations where id = 'many-15' for update");
        await store.write(noteSteps, { notes: ids.map((id) => note(id, 2)) });
        await settling.query('rollback');
        await settling.end();
        assert.deepEqual(
          await attemptsOf('many-%'),
          ids.map((id) => (id === 'many-15' ? null : 2)),
        );
        // Rows that one statement wrote have its number in the transaction.
        const [row] = await ask(
          "select count(distinct cmin::text) as statements from generations where id like 'many-%' and id <> 'many-15'",
        );
        assert.equal(row?.statements, 1);
      });
    }
  });
}
