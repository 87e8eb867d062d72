import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import { prepareChange } from '../store/prepared-query.ts';
import type { Db } from '../store/unit.ts';
import { inOrder } from './in-order.ts';

export interface ToSpend {
  readonly caller: Caller;
  /** What is held: it counts as spent until it is released. */
  readonly micros: Micros;
  readonly nowMs: number;
}

export interface Spending {
  readonly keyId: string;
  readonly period: string;
  readonly micros: Micros;
  readonly mostMicros: Micros;
}

/** A key with any budget is counted in every period, so that a budget added later starts with the truth. */
export function spendingsOf(entries: readonly ToSpend[]): Spending[] {
  const found = new Map<string, Spending>();
  for (const { caller, micros, nowMs } of entries) {
    const { budget } = caller.settings;
    if (!budget) continue;
    const most = [budget.dayMicros, budget.monthMicros, budget.totalMicros];
    for (const [index, period] of periodsOf(nowMs).entries()) {
      const name = `${caller.keyId} ${period}`;
      const before = found.get(name);
      const mostMicros = Math.min(
        before?.mostMicros ?? Number.MAX_SAFE_INTEGER,
        most[index] ?? Number.MAX_SAFE_INTEGER,
      );
      found.set(name, { keyId: caller.keyId, period, micros: (before?.micros ?? 0) + micros, mostMicros });
    }
  }
  return inOrder(found);
}

/** Throws `budget_exhausted` when a budget does not cover it. */
export async function spend(db: Db, { keyId, period, micros, mostMicros }: Spending): Promise<void> {
  const given = { keyId, period, micros, room: mostMicros - micros };
  if (micros <= mostMicros && (await addSpent(db, given)) === 1) return;
  const name = period.split(' ')[0];
  throw new Failure('budget_exhausted', {
    message: `The ${name} budget of this API key does not cover the request.`,
    internal: `budget ${period}: ${mostMicros} micro-USD`,
  });
}

const addSpent = prepareChange(
  (db: Db, given: { keyId: string; period: string; micros: number; room: number }) =>
    db
      .insertInto('key_spending')
      .values({ key_id: given.keyId, period: given.period, spent_micros: given.micros })
      .onConflict((conflict) =>
        conflict
          .columns(['key_id', 'period'])
          .doUpdateSet((set) => ({ spent_micros: set('key_spending.spent_micros', '+', given.micros) }))
          .where('key_spending.spent_micros', '<=', given.room),
      ),
);

/** What was held and not charged of one key, and the periods it was counted in. */
export type Rest = { keyId: string; unspent: Micros; day: string; month: string; total: string };

export const takeSpent = prepareChange((db: Db, given: Rest) =>
  db
    .updateTable('key_spending')
    .set((set) => ({ spent_micros: set('spent_micros', '-', given.unspent) }))
    .where('key_id', '=', given.keyId)
    .where('period', 'in', [given.day, given.month, given.total]),
);

/** UTC day, UTC month, for ever. */
export function periodsOf(nowMs: number): [string, string, string] {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return [`day ${day}`, `month ${day.slice(0, 7)}`, 'total'];
}
