import type { ModelCatalog } from '../generation/model.ts';
import type { ModelRoute } from '../generation/model-route.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { allCases } from '../verification/all-cases.ts';
import { capabilityTable } from '../verification/capability-table.ts';
import { newestEvidence } from '../verification/evidence-rows.ts';
import { recommendRoute } from '../verification/recommended-route.ts';

type Routes = ReadonlyMap<string, ModelRoute | undefined>;

/** Lists of models are asked for often: the store is read at most this often for them. */
const keptMs = 2_000;

/** The recommended route of each model, as the newest evidence has it. */
export function createReadRoutes(
  store: Store,
  clock: Clock,
  catalog: ModelCatalog,
): (model: string) => Promise<ModelRoute | undefined> {
  const cases = allCases(catalog);
  let kept: { readonly atMs: number; readonly routes: Promise<Routes> } | undefined;

  async function read(nowMs: number): Promise<Routes> {
    const table = capabilityTable(cases, await store.read(newestEvidence, undefined), nowMs);
    return new Map(catalog.models.map(({ name }) => [name, recommendRoute(name, table)]));
  }

  return async (model) => {
    const nowMs = clock.now();
    if (!kept || nowMs - kept.atMs > keptMs || nowMs < kept.atMs) kept = { atMs: nowMs, routes: read(nowMs) };
    try {
      return (await kept.routes).get(model);
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
}
