import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEngines } from '../../test/services/test-engines.ts';
import { openStore } from '../store/open-store.ts';
import { explainSearch } from './generation-rows.test.kit.ts';

const period = { fromMs: 1_700_000_000_000, toMs: 1_800_000_000_000 };
const wish = { mode: 'live', limit: 50 } as const;
const after = (createdAtMs: number) => `${createdAtMs}-20260101000000000abc`;

const sqlitePlans = {
  all: /INDEX generations_newest \(mode=\? AND created_at>\? AND created_at<\?\)/,
  default: /INDEX generations_of_account \(account_id=\? AND mode=\? AND created_at>\? AND created_at<\?\)/,
};
/** Either index: which of the two depends on how many accounts there are. */
const postgresPlan =
  /using generations_(newest|of_account) .*\s+Index Cond: .*created_at <=? .*created_at >= /;

for (const engine of testEngines()) {
  describe(`a search among generations of a period, on ${engine.name}`, () => {
    it('begins and ends inside an index, whosever and whatever page it is', async (context) => {
      const database = await engine.create();
      const store = await openStore({ url: database.url });
      context.after(() => store.close().then(() => database.remove()));
      const isPostgres = engine.name === 'PostgreSQL';
      for (const accountId of [undefined, 'default'] as const) {
        for (const cursor of [undefined, after(1_750_000_000_000), after(1_900_000_000_000)]) {
          const plan = await store.read(explainSearch, {
            ...wish,
            isPostgres,
            period,
            ...(accountId ? { accountId } : {}),
            ...(cursor ? { after: cursor } : {}),
          });
          assert.match(plan, isPostgres ? postgresPlan : sqlitePlans[accountId ?? 'all'], plan);
        }
      }
    });
  });
}
