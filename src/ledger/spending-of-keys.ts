import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { type Micros, microsToUsd } from '../generation/price.ts';
import { prepareChange, prepareQuery } from '../store/prepared-query.ts';
import type { Db } from '../store/unit.ts';
import { endOf, periodsOf } from './budget-periods.ts';
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

/** Throws `budget_exhausted`, with what is left and until when, when a budget does not cover it. */
export async function spend(db: Db, { keyId, period, micros, mostMicros }: Spending): Promise<void> {
  const given = { keyId, period, micros, room: mostMicros - micros };
  if (micros <= mostMicros && (await addSpent(db, given)) === 1) return;
  const [row] = await spentIn(db, { keyId, period });
  const left = Math.max(0, mostMicros - (row?.spent_micros ?? 0));
  const endMs = endOf(period);
  const anew = endMs === undefined ? '' : ` It begins anew at ${minuteOf(endMs)} UTC.`;
  throw new Failure('budget_exhausted', {
    message:
      `The ${period.split(' ')[0]} budget of this API key does not cover the request: ` +
      `$${microsToUsd(left)} of $${microsToUsd(mostMicros)} is left.${anew}`,
    internal: `budget ${period}: ${mostMicros} micro-USD`,
  });
}

const minuteOf = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const spentIn = prepareQuery((db: Db, given: { keyId: string; period: string }) =>
  db
    .selectFrom('key_spending')
    .select('spent_micros')
    .where('key_id', '=', given.keyId)
    .where('period', '=', given.period),
);

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
