import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { tamper } from '../../test/admin/tamper.test.kit.ts';
import { type TestDatabase, testEngines } from '../../test/services/test-engines.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { listEvents } from '../tasks/callbacks/delivery-log.ts';
import { explainList } from './list-generations.test.kit.ts';
import { listGenerations } from './list-generations.ts';

const many = 40_000;
const rareStates = ['failed', 'cancelled', 'queued', 'running'] as const;

const request = JSON.stringify({ references: [], prompt: 'x'.repeat(1_400) });

/** Generations of an account, and its callbacks, from the i-th on. */
const fill = (accountId: string, from: number, to: number, state: string) => {
  const numbers = `with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})`;
  const isOver = state !== 'queued' && state !== 'running';
  return [
    `${numbers} insert into generations
      (id, account_id, key_id, mode, protocol, model, kind, state, request, count, created_at, finished_at)
      select '${accountId}' || i, '${accountId}', 'k', 'live', 'p', 'm', 'async-image', '${state}',
      '${request}', 1, i, ${isOver ? 'i' : 'null'} from n`,
    `${numbers} insert into callback_events (id, generation_id, account_id, mode, url, host, state, attempts, created_at, payload)
      select 'evt_${accountId}' || i, '${accountId}' || i, '${accountId}', 'live', 'https://a.example/', 'a.example',
      '${state === 'succeeded' ? 'delivered' : 'exhausted'}', 1, i, '"${'x'.repeat(1_400)}"' from n`,
  ];
};

for (const engine of testEngines()) {
  describe(`a list by state on ${engine.name}`, () => {
    let database: TestDatabase;
    let store: Store;
    before(async () => {
      database = await engine.create();
      store = await openStore({ url: database.url });
      const statements = [
        ...rareStates.flatMap((state, index) => fill('few', index, index, state)),
        ...rareStates.flatMap((state, index) => fill('many', index, index, state)),
        ...fill('many', 100, many, 'succeeded'),
      ];
      for (const statement of statements) await store.write(tamper, { statement });
    });
    after(async () => {
      await store.close();
      await database.remove();
    });

    const ask = { accountId: 'many', mode: 'live', limit: 20 } as const;

    for (const state of rareStates) {
      it(`finds what is ${state} among thousands that succeeded`, async () => {
        const { records, next } = await store.read(listGenerations, {
          ...ask,
          state,
          period: { toMs: many },
        });
        const found = [records.map(({ id }) => id), next];
        assert.deepEqual(found, [[`many${rareStates.indexOf(state)}`], undefined]);
      });
    }

    it('finds callbacks that were given up among thousands that were delivered', async () => {
      const { events } = await store.read(listEvents, { ...ask, state: 'exhausted' });
      assert.equal(events.length, rareStates.length);
    });

    it('tells the callbacks of one generation to its account and mode alone', async () => {
      const { events } = await store.read(listEvents, { ...ask, state: 'exhausted' });
      const generationId = events[0]?.generationId as string;
      const told = async (more: object) =>
        (await store.read(listEvents, { ...ask, generationId, ...more })).events.map(({ id }) => id);
      assert.deepEqual(await told({}), [events[0]?.id]);
      assert.deepEqual([await told({ accountId: 'other' }), await told({ mode: 'test' })], [[], []]);
    });

    if (engine.name === 'SQLite') {
      const planOf = async (statement: string) =>
        String((await store.read(tamper, { statement: `explain query plan ${statement}` }))[0]?.detail);

      it('walks none of those that succeeded', async () => {
        for (const state of rareStates) {
          const plan = await store.read(explainList, { ...ask, state, period: { toMs: many } });
          assert.match(plan, /INDEX generations_(unsuccessful|unfinished)/, state);
          assert.doesNotMatch(plan, /SCAN/, state);
        }
        const events =
          "select * from callback_events where account_id = 'a' and mode = 'live' and state = 'exhausted'";
        assert.match(
          await planOf(`${events} order by created_at desc, id desc limit 21`),
          /INDEX callback_events_of_state/,
        );
      });

      it('finds the callbacks of one generation without walking those of its account', async () => {
        const events = "select * from callback_events where generation_id = 'many0'";
        assert.match(
          await planOf(`${events} order by created_at desc, id desc limit 21`),
          /INDEX callback_events_of_generation/,
        );
      });

      it('and the look for old batches use an index', async () => {
        assert.match(await planOf('delete from batches where created_at < 5'), /INDEX batches_by_age/);
      });
    }
  });
}
