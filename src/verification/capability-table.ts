import { unpinned } from '../generation/pinned-channel.ts';
import type { Case } from './case.ts';
import type { Evidence } from './evidence-rows.ts';

export type Status = 'Verified' | 'Verified (sandbox)' | 'Beta' | 'Failing';

/** A row of the table as it stands at a moment. */
export interface CapabilityRow {
  readonly case: Case;
  readonly status: Status;
  /** When the evidence behind the status was taken, Unix milliseconds; undefined where there is none. */
  readonly checkedAtMs: number | undefined;
  /** What was wrong, where it is failing, in words for everybody: which channel it was is the operator's business. */
  readonly message: string | undefined;
  readonly evidence: readonly Evidence[];
}

/** Evidence older than this no longer verifies anything. */
export const freshMs = 7 * 86_400_000;

/**
 * The status of every case. Live evidence decides; the sandbox's is looked at only where there is no live evidence,
 * and says so. One channel that passes is enough for a promise: routing knows which one it is.
 */
export function capabilityTable(
  cases: readonly Case[],
  evidence: readonly Evidence[],
  nowMs: number,
): CapabilityRow[] {
  const byCase = new Map<string, Evidence[]>();
  for (const entry of evidence) byCase.set(entry.case_id, [...(byCase.get(entry.case_id) ?? []), entry]);
  return cases.map((row) => {
    const all = byCase.get(row.id) ?? [];
    const live = all.filter(({ kind }) => kind !== 'sandbox');
    const decisive = live.length > 0 ? live : all;
    const newestFirst = [...decisive].sort((a, b) => b.checked_at - a.checked_at);
    const isFresh = ({ checked_at }: Evidence) => nowMs - checked_at <= freshMs;
    const pass = newestFirst.find((entry) => entry.passed === 1 && isFresh(entry));
    const failure = newestFirst.find((entry) => entry.passed === 0);
    const decided = pass ?? failure ?? newestFirst[0];
    return {
      case: row,
      status: pass ? verified(pass) : failure ? 'Failing' : 'Beta',
      checkedAtMs: decided?.checked_at,
      message: pass || !failure?.message ? undefined : unpinned(failure.message, failure.channel),
      evidence: all,
    };
  });
}

const verified = ({ kind }: Evidence): Status => (kind === 'sandbox' ? 'Verified (sandbox)' : 'Verified');
