import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import { chargedSince, countHeld, type UsedKey } from '../records/usage-of-key.ts';
import { inOneTrip } from '../store/in-one-trip.ts';
import { prepareChange } from '../store/prepared-query.ts';
import type { Db } from '../store/unit.ts';
import { lockAccount } from './transfers.ts';

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

interface Running {
  readonly keyId: string;
  readonly lane: Lane;
  readonly count: number;
  readonly cap: number;
}

async function countRunning(db: Db, { keyId, lane, count, cap }: Running): Promise<void> {
  const given = { keyId, none: 0, count, room: cap - count };
  if (count <= cap && (await addRunning[lane](db, given)) === 1) return;
  throw new Failure('concurrency_limited', {
    message: `${cap} generations of this key are running; wait for some to finish.`,
    retryAfterMs: 2_000,
  });
}

const addRunning = {
  sync: prepareAddRunning('sync_running', 'tasks_running'),
  task: prepareAddRunning('tasks_running', 'sync_running'),
};

function prepareAddRunning(counted: RunningColumn, other: RunningColumn) {
  return prepareChange((db: Db, given: { keyId: string; none: number; count: number; room: number }) =>
    db
      .insertInto('key_activity')
      .values({
        key_id: given.keyId,
        ...({ [counted]: given.count, [other]: given.none } as Record<RunningColumn, number>),
      })
      .onConflict((conflict) =>
        conflict
          .column('key_id')
          .doUpdateSet((set) => ({ [counted]: set(`key_activity.${counted}`, '+', given.count) }))
          .where(`key_activity.${counted}`, '<=', given.room),
      ),
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

/** What was held and not charged of one key, and the periods it was counted in. */
type Rest = { keyId: string; unspent: Micros; day: string; month: string; total: string };

const takeSpent = prepareChange((db: Db, given: Rest) =>
  db
    .updateTable('key_spending')
    .set((set) => ({ spent_micros: set('spent_micros', '-', given.unspent) }))
    .where('key_id', '=', given.keyId)
    .where('period', 'in', [given.day, given.month, given.total]),
);

const takeRunning = {
  sync: prepareTakeRunning('sync_running'),
  task: prepareTakeRunning('tasks_running'),
};

function prepareTakeRunning(column: RunningColumn) {
  return prepareChange((db: Db, given: { keyId: string; count: number }) =>
    db
      .updateTable('key_activity')
      .set((set) => ({ [column]: set(column, '-', given.count) }))
      .where('key_id', '=', given.keyId),
  );
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
 * Counts what a key spent before it had a budget, by the hour its generations ended in, and what it has running as of
 * now. Requests accepted in the second until every process knows of the budget are missing from it.
 */
export async function startBudget(db: Db, key: UsedKey, nowMs: number): Promise<void> {
  // Nothing of the account is accepted or ends meanwhile.
  await lockAccount(db, key.accountId, key.mode);
  const heldMicros = await countHeld(db, key, nowMs);
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

type RunningColumn = 'sync_running' | 'tasks_running';

/** UTC day, UTC month, for ever. */
function periodsOf(nowMs: number): [string, string, string] {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  return [`day ${day}`, `month ${day.slice(0, 7)}`, 'total'];
}

/** How many each key wants to run, in the order of the keys, in which everyone takes their rows. */
function runningOf(entries: readonly Allowance[]): Running[] {
  const found = new Map<string, Running>();
  for (const { caller, lane } of entries) {
    const name = `${caller.keyId} ${lane}`;
    const before = found.get(name);
    // Entries of one key differ only while a change of its settings spreads.
    const cap = Math.min(before?.cap ?? Infinity, caller.settings.concurrency ?? defaultConcurrency);
    found.set(name, { keyId: caller.keyId, lane, count: (before?.count ?? 0) + 1, cap });
  }
  return inOrder(found);
}

interface Spending {
  readonly keyId: string;
  readonly period: string;
  readonly micros: Micros;
  readonly mostMicros: Micros;
}

/** A key with any budget is counted in every period, so that a budget added later starts with the truth. */
function spendingsOf(entries: readonly Allowance[]): Spending[] {
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

const inOrder = <Value>(found: ReadonlyMap<string, Value>): Value[] =>
  [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);

async function spend(db: Db, { keyId, period, micros, mostMicros }: Spending): Promise<void> {
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
