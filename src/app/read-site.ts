import type { SiteInput } from '../docs-site/site-input.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { allCases } from '../verification/all-cases.ts';
import { capabilityTable } from '../verification/capability-table.ts';
import { type Evidence, newestEvidence } from '../verification/evidence-rows.ts';

/** Pages are asked for by crawlers, too: the store is read at most this often for them. */
const keptMs = 2_000;

/** What the public pages are made from: the models, and the table as the newest evidence has it. */
export function createReadSite(
  store: Store,
  clock: Clock,
  catalog: ModelCatalog,
  publicUrl: () => string,
): () => Promise<SiteInput> {
  const cases = allCases(catalog);
  let read: { readonly atMs: number; readonly evidence: Promise<Evidence[]> } | undefined;
  return async () => {
    const nowMs = clock.now();
    if (!read || nowMs - read.atMs > keptMs) {
      read = { atMs: nowMs, evidence: store.read(newestEvidence, undefined) };
    }
    try {
      const table = capabilityTable(cases, await read.evidence, nowMs);
      return { models: catalog.models, table, origin: publicUrl(), nowMs };
    } catch (error) {
      read = undefined;
      throw error;
    }
  };
}
