import type { ModelCatalog } from '../generation/model.ts';
import type { ModelStanding } from '../generation/model-standing.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { allCases } from '../verification/all-cases.ts';
import { type CapabilityRow, capabilityTable } from '../verification/capability-table.ts';
import { newestEvidence } from '../verification/evidence-rows.ts';
import { promisesOf, unverifiedOf } from '../verification/promises.ts';
import { recommendRoute } from '../verification/recommended-route.ts';
import { keepBriefly } from './keep-briefly.ts';

/** Pages and lists of models are asked for often, by crawlers, too: the store is read at most this often for them. */
const keptMs = 2_000;

/** What the checks found out, for all that is told to the public. */
export interface Checks {
  readonly table: readonly CapabilityRow[];
  standingOf(model: string): ModelStanding;
  /** Another text when the evidence is other evidence. */
  readonly mark: string;
}

export function createReadChecks(store: Store, clock: Clock, catalog: ModelCatalog): () => Promise<Checks> {
  const cases = allCases(catalog);
  return keepBriefly(clock, keptMs, async (nowMs) => {
    const evidence = await store.read(newestEvidence, undefined);
    const table = capabilityTable(cases, evidence, nowMs);
    const promises = promisesOf(catalog.models, table);
    const standings = new Map(
      catalog.models.map(({ name }) => [
        name,
        { route: recommendRoute(name, table), unverified: unverifiedOf(name, promises) },
      ]),
    );
    return {
      table,
      standingOf: (model) => standings.get(model) ?? { route: undefined, unverified: [] },
      mark: evidence.map((entry) => `${entry.run_id} ${entry.case_id} ${entry.passed}`).join('\n'),
    };
  });
}
