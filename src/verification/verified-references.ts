import type { Store } from '../store/store.ts';
import { freshMs } from './capability-table.ts';
import type { Case } from './case.ts';
import { valueEvidenceSince } from './evidence-rows.ts';
import type { FailingWay } from './failing-ways.ts';

/** How many references the checks found value channels to take, for whoever decides where a request goes. */
export interface VerifiedReferences {
  /** The most of one request that passed for a model, over any contract; 0 where no fresh check speaks for it. */
  most(way: FailingWay, model: string): number;
  refresh(): Promise<void>;
}

interface KnownPass {
  readonly case: Case;
  readonly upstreamId: string | null;
  readonly checkedAtMs: number;
}

/** Evidence may be written this long after it was taken, and by a process whose clock is another. */
const lateMs = 5 * 60_000;

/** Follows the passing rows about several references; what has come since it looked last is read, not all of it. */
export function createVerifiedReferences(
  store: Store,
  now: () => number,
  cases: readonly Case[],
): VerifiedReferences {
  const byId = new Map(cases.filter(isAboutSeveral).map((row) => [row.id, row]));
  /** By channel and case. */
  const byChannel = new Map<string, Map<string, KnownPass>>();
  let readUntilMs: number | undefined;
  const isFresh = ({ checkedAtMs }: KnownPass) => now() - checkedAtMs <= freshMs;
  return {
    most({ channel, upstreamId }, model) {
      let most = 0;
      for (const pass of byChannel.get(channel)?.values() ?? []) {
        const { references = 0 } = pass.case.wish;
        const isOfWay = pass.case.model === model && pass.upstreamId === upstreamId;
        if (isOfWay && references > most && isFresh(pass)) most = references;
      }
      return most;
    },
    async refresh() {
      const startedMs = now();
      const afterMs =
        readUntilMs === undefined ? startedMs - freshMs : Math.min(readUntilMs, startedMs) - lateMs;
      const rows = await store.read(valueEvidenceSince, { afterMs });
      for (const row of rows) {
        const found = byId.get(row.case_id);
        if (!found) continue;
        const known = byChannel.get(row.channel) ?? new Map<string, KnownPass>();
        byChannel.set(row.channel, known);
        if (row.passed === 0) known.delete(found.id);
        else
          known.set(found.id, { case: found, upstreamId: row.effective_model, checkedAtMs: row.checked_at });
      }
      readUntilMs = startedMs;
      for (const [channel, known] of byChannel) {
        for (const [id, pass] of known) if (!isFresh(pass)) known.delete(id);
        if (known.size === 0) byChannel.delete(channel);
      }
    },
  };
}

const isAboutSeveral = ({ feature, surface, expect, wish }: Case): boolean =>
  feature === 'references' &&
  surface === 'gateway' &&
  expect === 'image' &&
  // Of more than a model takes not all were sent.
  wish.left === undefined &&
  (wish.references ?? 0) > 1;
