import type { SiteFacts, SiteInput } from '../docs-site/site-input.ts';
import type { Engine } from '../generation/engine.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { listRuns } from '../verification/read-runs.ts';
import { keepBriefly } from './keep-briefly.ts';
import type { Checks } from './read-checks.ts';

/** How soon a page knows of a new run or price. */
const keptMs = 2_000;
/** Pages say how old evidence is, in hours: those of an unchanged gateway are made anew after this time. */
const ageMs = 300_000;

/** What the public pages are made from. The answer is the same object as before while nothing changed. */
export function createReadSite(
  store: Store,
  clock: Clock,
  engine: Pick<Engine, 'catalog' | 'publicUrl' | 'prices'>,
  checks: () => Promise<Checks>,
  facts: SiteFacts,
): () => Promise<SiteInput> {
  let before: { readonly mark: string; readonly input: SiteInput } | undefined;
  return keepBriefly(clock, keptMs, async (nowMs) => {
    const [{ table, mark: checksMark }, runs, prices] = await Promise.all([
      checks(),
      store.read(listRuns, { limit: 10 }),
      engine.prices(),
    ]);
    const origin = engine.publicUrl();
    const mark = JSON.stringify([checksMark, runs, prices, origin]);
    const isSame = before?.mark === mark && Math.abs(nowMs - before.input.nowMs) < ageMs;
    if (before && isSame) return before.input;
    const input = { ...facts, models: engine.catalog.models, table, runs, prices, origin, nowMs };
    before = { mark, input };
    return input;
  });
}
