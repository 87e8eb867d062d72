import type { Micros } from '../generation/price.ts';
import { inOneTrip } from '../store/in-one-trip.ts';
import type { Db } from '../store/unit.ts';
import { periodsOf } from './budget-periods.ts';
import { inOrder } from './in-order.ts';
import {
  countRunning,
  type Lane,
  type Running,
  runningOf,
  type ToRun,
  takeRunning,
} from './running-of-keys.ts';
import { type Rest, spend, spendingsOf, type ToSpend, takeSpent } from './spending-of-keys.ts';

/** A generation that wants to be accepted. */
export interface Allowance extends ToRun, ToSpend {}

/**
 * Counts generations against their keys' concurrency and budgets, inside the accepting transaction: guarded
 * statements, so the caps are exact whatever runs beside. Throws `concurrency_limited` or `budget_exhausted` when one
 * does not cover every entry.
 */
export async function takeAllowance(db: Db, entries: readonly Allowance[]): Promise<void> {
  await inOneTrip(
    ...runningOf(entries).map((running) => countRunning(db, running)),
    ...spendingsOf(entries).map((spending) => spend(db, spending)),
  );
}

export interface Return {
  readonly keyId: string;
  readonly lane: Lane;
  readonly heldMicros: Micros;
  readonly chargedMicros: Micros;
  /** When it was counted against budgets, and so the periods; null when it was not. */
  readonly budgetedAtMs: number | null;
}

/** Takes finished generations off the counters, inside the settling transaction; what was charged stays spent. */
export async function returnAllowance(db: Db, entries: readonly Return[]): Promise<void> {
  const ended = new Map<string, Pick<Running, 'keyId' | 'lane' | 'count'>>();
  const rests = new Map<string, Rest>();
  for (const { keyId, lane, heldMicros, chargedMicros, budgetedAtMs } of entries) {
    const running = `${keyId} ${lane}`;
    ended.set(running, { keyId, lane, count: (ended.get(running)?.count ?? 0) + 1 });
    if (budgetedAtMs === null || heldMicros === chargedMicros) continue;
    const [day, month, total] = periodsOf(budgetedAtMs);
    const spending = `${keyId} ${day}`;
    const unspent = (rests.get(spending)?.unspent ?? 0) + heldMicros - chargedMicros;
    rests.set(spending, { keyId, unspent, day, month, total });
  }
  await inOneTrip(
    ...inOrder(ended).map(({ keyId, lane, count }) => takeRunning[lane](db, { keyId, count })),
    ...inOrder(rests).map((rest) => takeSpent(db, rest)),
  );
}
