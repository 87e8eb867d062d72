import type { Asked, CallerBooks, UsageReport, UsageWish } from '../generation/books.ts';
import type { Caller, Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import { hourMs } from '../records/count-usage.ts';
import { currentPace } from '../records/generation-log.ts';
import { usageStatistics } from '../records/usage-statistics.ts';
import type { Store } from '../store/store.ts';
import { accountCharges, accountLog, accountState, namesOf } from './account-state.ts';

const defaultPeriodMs = 30 * 24 * hourMs;

/**
 * Sums over ended generations, of one account or of all, and the whole hours that were counted. Throws
 * `invalid_request` for a period that has none.
 */
export async function reportUsage(
  store: Store,
  clock: Clock,
  mode: Mode,
  wish: UsageWish,
): Promise<UsageReport> {
  const { fromMs, toMs } = countedPeriod(wish, clock.now());
  const rows = await store.read(usageStatistics, { ...wish, mode, fromMs, toMs });
  const ids = (group: 'key' | 'account') =>
    wish.groupBy.includes(group) ? [...new Set(rows.map((row) => row[group] as string))] : [];
  const [keyIds, accountIds] = [ids('key'), ids('account')];
  const names =
    keyIds.length + accountIds.length > 0 ? await store.read(namesOf, { keyIds, accountIds }) : {};
  return { fromMs, toMs, groupBy: wish.groupBy, names, rows };
}

/** The hours of UTC that a period touches: the books are by the hour, and a part of one cannot be told from it. */
function countedPeriod(wish: UsageWish, nowMs: number): { fromMs: number; toMs: number } {
  // The hour that has just begun counts, too.
  const { toMs = nowMs + 1, fromMs = toMs - defaultPeriodMs } = wish;
  if (wish.toMs !== undefined && fromMs >= toMs) {
    throw new Failure('invalid_request', { message: 'to must be later than from.', param: 'to' });
  }
  const hours = { fromMs: Math.floor(fromMs / hourMs) * hourMs, toMs: Math.ceil(toMs / hourMs) * hourMs };
  if (hours.fromMs < hours.toMs) return hours;
  throw new Failure('invalid_request', {
    message: 'from must not be later than now where to is not given.',
    param: 'from',
  });
}

/**
 * What a key may ask about its own account: nothing of another one, nothing of the other mode. `askedAt` knows by a
 * protocol's name at which path a generation was asked for.
 */
export function createCallerBooks(
  store: Store,
  clock: Clock,
  retentionMs: number,
  askedAt: (protocol: string, asked: Asked) => string | undefined,
): (caller: Caller) => CallerBooks {
  return (caller) => {
    const { accountId, mode } = caller;
    const usage = (wish: UsageWish) => reportUsage(store, clock, mode, { ...wish, accountId });
    return {
      usage,
      async account() {
        const state = await store.read(accountState, { caller, nowMs: clock.now() });
        const { rows } = await usage({ groupBy: [], fromMs: 0 });
        return { ...state, requests: rows[0]?.requests ?? 0 };
      },
      async log(query) {
        const { entries, total } = await store.read(accountLog, { ...query, accountId, mode });
        const addressed = entries.map((entry) => ({
          ...entry,
          askedAt: askedAt(entry.protocol, entry.asked),
        }));
        return { entries: addressed, total };
      },
      charged(query) {
        const nowMs = clock.now();
        const keptSinceMs = nowMs - retentionMs;
        return store.read(accountCharges, { ...query, accountId, mode, nowMs, keptSinceMs });
      },
      pace: () => store.read(currentPace, { accountId, mode, nowMs: clock.now() }),
    };
  };
}
