import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { tamper } from '../../test/admin/tamper.test.kit.ts';
import { type TestDatabase, testEngines } from '../../test/services/test-engines.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { listEvents } from '../tasks/callbacks/delivery-log.ts';
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

    /** The fastest of some: what else this machine does is no matter. */
    const fastest = async (act: () => Promise<unknown>) => {
      const times: number[] = [];
      for (let round = 0; round < 7; round += 1) {
        const startedAt = performance.now();
        await act();
        times.push(performance.now() - startedAt);
      }
      return Math.min(...times);
    };

    for (const state of rareStates) {
      it(`finds what is ${state} among thousands that succeeded without a look at them`, async () => {
        const list = (accountId: string) => () =>
          store.read(listGenerations, { accountId, mode: 'live', state, limit: 20, period: { toMs: many } });
        const { records, next } = await list('many')();
        assert.deepEqual(
          [records.map(({ id }) => id), next],
          [[`many${rareStates.indexOf(state)}`], undefined],
        );
        const [few, among] = [await fastest(list('few')), await fastest(list('many'))];
        assert.ok(among < 5 * few + 20, `${few} ms became ${among} ms`);
      });
    }

    it('finds callbacks that were given up among thousands that were delivered', async () => {
      const list = (accountId: string) => () =>
        store.read(listEvents, { accountId, mode: 'live', state: 'exhausted', limit: 20 });
      assert.equal((await list('many')()).events.length, rareStates.length);
      const [few, among] = [await fastest(list('few')), await fastest(list('many'))];
      assert.ok(among < 5 * few + 20, `${few} ms became ${among} ms`);
    });

    if (engine.name === 'SQLite') {
      it('and the look for old batches use an index', async () => {
        const statement = 'explain query plan delete from batches where created_at < 5';
        const [step] = await store.read(tamper, { statement });
        assert.match(String(step?.detail), /INDEX batches_by_age/);
      });
    }
  });
}
