import type { SiteFacts, SiteInput } from '../docs-site/site-input.ts';
import type { Engine } from '../generation/engine.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { allCases } from '../verification/all-cases.ts';
import { capabilityTable } from '../verification/capability-table.ts';
import { newestEvidence } from '../verification/evidence-rows.ts';
import { listRuns } from '../verification/read-runs.ts';

/** Pages are asked for by crawlers, too: the store is read at most this often for them. */
const keptMs = 2_000;

/** What the public pages are made from: the models, and the table as the newest evidence has it. */
export function createReadSite(
  store: Store,
  clock: Clock,
  engine: Pick<Engine, 'catalog' | 'publicUrl' | 'prices'>,
  facts: SiteFacts,
): () => Promise<SiteInput> {
  const cases = allCases(engine.catalog);
  let kept: { readonly atMs: number; readonly input: Promise<SiteInput> } | undefined;

  async function read(nowMs: number): Promise<SiteInput> {
    const [evidence, runs, prices] = await Promise.all([
      store.read(newestEvidence, undefined),
      store.read(listRuns, { limit: 10 }),
      engine.prices(),
    ]);
    return {
      ...facts,
      models: engine.catalog.models,
      table: capabilityTable(cases, evidence, nowMs),
      runs,
      prices,
      origin: engine.publicUrl(),
      nowMs,
    };
  }

  return async () => {
    const nowMs = clock.now();
    if (!kept || nowMs - kept.atMs > keptMs || nowMs < kept.atMs) kept = { atMs: nowMs, input: read(nowMs) };
    try {
      return await kept.input;
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
}
