import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import { chargedSince, heldByKey, type UsedKey } from '../records/usage-of-key.ts';
import type { Db } from '../store/unit.ts';

/** Generations of one key that may run at once where its settings say nothing. */
export const defaultConcurrency = 1_000;

export type Lane = 'sync' | 'task';

export interface Allowance {
  readonly caller: Caller;
  readonly lane: Lane;
  /** What is held: it counts as spent until it is released. */
  readonly micros: Micros;
  readonly nowMs: number;
}

/**
 * Counts a generation against its key's concurrency and budgets, inside the accepting transaction: guarded
 * statements, so the caps are exact whatever runs beside. Throws `concurrency_limited` or `budget_exhausted`.
 */
export async function takeAllowance(db: Db, { caller, lane, micros, nowMs }: Allowance): Promise<void> {
  const column = columnOf(lane);
  const cap = caller.settings.concurrency ?? defaultConcurrency;
  const counted = await db
    .insertInto('key_activity')
    .values({ key_id: caller.keyId, sync_running: 0, tasks_running: 0, [column]: 1 })
    .onConflict((conflict) =>
      conflict
        .column('key_id')
        .doUpdateSet((set) => ({ [column]: set(`key_activity.${column}`, '+', 1) }))
        .where(`key_activity.${column}`, '<', cap),
    )
    .executeTakeFirst();
  if (cap < 1 || (counted.numInsertedOrUpdatedRows ?? 0n) !== 1n) {
    throw new Failure('concurrency_limited', {
      message: `${cap} generations of this key are running; wait for some to finish.`,
      retryAfterMs: 2_000,
    });
  }
  for (const [period, most] of budgetsOf(caller, nowMs)) await spend(db, caller.keyId, period, micros, most);
}

export interface Return {
  readonly caller: Pick<Caller, 'keyId' | 'settings'>;
  readonly lane: Lane;
  readonly heldMicros: Micros;
  readonly chargedMicros: Micros;
  /** When it was accepted: the periods it was counted in. */
  readonly createdAtMs: number;
}

/** Takes a finished generation off the counters, inside the settling transaction; what was charged stays spent. */
export async function returnAllowance(db: Db, entry: Return): Promise<void> {
  const column = columnOf(entry.lane);
  await db
    .updateTable('key_activity')
    .set((set) => ({ [column]: set(column, '-', 1) }))
    .where('key_id', '=', entry.caller.keyId)
    .execute();
  const unspent = entry.heldMicros - entry.chargedMicros;
  if (unspent === 0) return;
  await db
    .updateTable('key_spending')
    .set((set) => ({ spent_micros: set('spent_micros', '-', unspent) }))
    .where('key_id', '=', entry.caller.keyId)
    .where('period', 'in', periodsOf(entry.createdAtMs))
    .execute();
}

/** Held and charged of a key that has a budget, in all. */
export async function spentOfKey(db: Db, keyId: string): Promise<Micros> {
  const row = await db
    .selectFrom('key_spending')
    .select('spent_micros')
    .where('key_id', '=', keyId)
    .where('period', '=', 'total')
    .executeTakeFirst();
  return row?.spent_micros ?? 0;
}

/**
 * Counts what a key spent before it had a budget, by the hour its generations ended in. Requests accepted in the
 * second until every process knows of the budget are missing from it.
 */
export async function startBudget(db: Db, key: UsedKey, nowMs: number): Promise<void> {
  const heldMicros = await heldByKey(db, key);
  for (const period of periodsOf(nowMs)) {
    const spent = heldMicros + (await chargedSince(db, key, startOf(period)));
    await db
      .insertInto('key_spending')
      .values({ key_id: key.keyId, period, spent_micros: spent })
      .onConflict((conflict) => conflict.columns(['key_id', 'period']).doUpdateSet({ spent_micros: spent }))
      .execute();
  }
}

/** First millisecond of a period. */
function startOf(period: string): number {
  const [unit, date] = period.split(' ');
  return unit === 'total' ? 0 : Date.parse(date as string);
}

const columnOf = (lane: Lane) => (lane === 'task' ? 'tasks_running' : 'sync_running');

/** UTC day, UTC month, for ever. */
function periodsOf(nowMs: number): [string, string, string] {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return [`day ${day}`, `month ${day.slice(0, 7)}`, 'total'];
}

/** A key with any budget is counted in every period, so that a budget added later starts with the truth. */
function budgetsOf(caller: Caller, nowMs: number): [string, Micros][] {
  const { budget } = caller.settings;
  if (!budget) return [];
  const most = [budget.dayMicros, budget.monthMicros, budget.totalMicros];
  return periodsOf(nowMs).map((period, index) => [period, most[index] ?? Number.MAX_SAFE_INTEGER]);
}

async function spend(db: Db, keyId: string, period: string, micros: Micros, most: Micros): Promise<void> {
  const counted =
    micros > most
      ? undefined
      : await db
          .insertInto('key_spending')
          .values({ key_id: keyId, period, spent_micros: micros })
          .onConflict((conflict) =>
            conflict
              .columns(['key_id', 'period'])
              .doUpdateSet((set) => ({ spent_micros: set('key_spending.spent_micros', '+', micros) }))
              .where('key_spending.spent_micros', '<=', most - micros),
          )
          .executeTakeFirst();
  if ((counted?.numInsertedOrUpdatedRows ?? 0n) === 1n) return;
  const name = period.split(' ')[0];
  throw new Failure('budget_exhausted', {
    message: `The ${name} budget of this API key does not cover the request.`,
    internal: `budget ${period}: ${most} micro-USD`,
  });
}
