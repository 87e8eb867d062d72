import {
  type AuditScope,
  countedCharges,
  moneyOfGenerations,
  summedCharges,
  unfinishedByKey,
} from '../records/money-of-generations.ts';
import { rawSql } from '../store/raw-sql.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface LedgerProblem {
  /** What does not hold, in a few words. */
  readonly check: string;
  /** An account and mode, a generation or a key. */
  readonly subject: string;
  readonly expected: number;
  readonly found: number;
}

/** The shortest retention that can be set: what began later than this before the newest must have its generation. */
const shortestRetentionMs = 5 * 24 * 3_600_000;

/** Enough to see what is wrong; the rest is more of the same. */
const problemsMax = 100;

/**
 * Checks the books against each other in one snapshot; empty when they agree. Balances follow from transfers, what is
 * held from what runs, charges from generations and from the usage counters, key counters from what runs.
 * Reads every transfer: on SQLite a gateway that shares the file goes on beside it, another process should ask.
 */
async function auditLedger(db: Db, scope: AuditScope = {}): Promise<LedgerProblem[]> {
  return [
    ...(await checkAccounts(db, scope)),
    ...(await checkGenerations(db, scope)),
    ...(await checkKeys(db)),
  ];
}

export const ledgerAudit = defineUnit({
  name: 'ledger-audit',
  module: import.meta.url,
  run: (db: Db, scope: AuditScope) => auditLedger(db, scope),
});

async function checkAccounts(db: Db, scope: AuditScope): Promise<LedgerProblem[]> {
  const sql = rawSql();
  const ofScope = scope.accountId === undefined ? sql`1 = 1` : sql`account_id = ${scope.accountId}`;
  const { rows: moved } = await sql<{ account_id: string; mode: string; available: number; charged: number }>`
    select account_id, mode,
      sum(case when credit = 'available' then amount_micros else 0 end)
        - sum(case when debit = 'available' then amount_micros else 0 end) as available,
      sum(case when kind = 'charge' then amount_micros else 0 end) as charged
    from transfers where ${ofScope} group by account_id, mode`.execute(db);
  const { rows: balances } = await sql<{ account_id: string; mode: string; available_micros: number }>`
    select account_id, mode, available_micros from balances where ${ofScope}`.execute(db);
  const counted = await countedCharges(db, scope);
  const summed = await summedCharges(db, scope);

  const name = (row: { account_id: string; mode: string }) => `${row.account_id} ${row.mode}`;
  return [
    ...compare(
      'balance equals its transfers',
      new Map(moved.map((row) => [name(row), row.available])),
      new Map(balances.map((row) => [name(row), row.available_micros])),
    ),
    ...compare(
      'usage counts what was charged',
      new Map(moved.map((row) => [name(row), row.charged])),
      new Map(counted.map((row) => [name(row), row.micros])),
    ),
    ...compare(
      'usage of whole days is that of their hours',
      new Map(summed.hours.map((row) => [name(row), row.micros])),
      new Map(summed.days.map((row) => [name(row), row.micros])),
    ),
  ];
}

interface GenerationMoney {
  readonly id: string;
  readonly state: string | null;
  readonly finished_at: number | null;
  readonly held_micros: number | null;
  readonly charged_micros: number | null;
  readonly held: number | null;
  readonly charges: number | null;
  readonly charged: number | null;
  readonly refunds: number | null;
  readonly refunded: number | null;
}

/** Rows that break a rule, found by the database; which rule, told here. */
async function checkGenerations(db: Db, scope: AuditScope): Promise<LedgerProblem[]> {
  const sql = rawSql();
  const ofScope = scope.accountId === undefined ? sql`1 = 1` : sql`account_id = ${scope.accountId}`;
  const moved = sql`
    select generation_id,
      sum(case when credit = 'held' then amount_micros when debit = 'held' then -amount_micros else 0 end) as held,
      sum(case when kind = 'charge' then 1 else 0 end) as charges,
      sum(case when kind = 'charge' then amount_micros else 0 end) as charged,
      sum(case when kind = 'refund' then 1 else 0 end) as refunds,
      sum(case when kind = 'refund' then amount_micros else 0 end) as refunded,
      min(created_at) as began_at
    from transfers where generation_id is not null and ${ofScope} group by generation_id`;
  const { rows } = await sql<GenerationMoney>`
    select g.id, g.state, g.finished_at, g.held_micros, g.charged_micros,
      t.held, t.charges, t.charged, t.refunds, t.refunded
    from ${moneyOfGenerations(db, scope)} g left join (${moved}) t on t.generation_id = g.id
    where coalesce(t.held, 0) <> case when g.finished_at is null then g.held_micros else 0 end
      or coalesce(t.charged, 0) <> g.charged_micros
      or (g.state <> 'succeeded' and g.charged_micros <> 0)
      or t.charges > 1 or t.refunds > 1 or t.refunded > t.charged
    union all
    select t.generation_id, null, null, null, null, t.held, t.charges, t.charged, t.refunds, t.refunded
    from (${moved}) t left join ${moneyOfGenerations(db, scope)} g on g.id = t.generation_id
    where g.id is null and (t.began_at > (select max(created_at) from transfers) - ${shortestRetentionMs} or t.held <> 0
      or t.charges > 1 or t.refunds > 1 or t.refunded > t.charged)
    limit ${problemsMax}`.execute(db);
  return rows.flatMap(problemsOf);
}

function problemsOf(row: GenerationMoney): LedgerProblem[] {
  const problems: LedgerProblem[] = [];
  const expect = (
    check: string,
    expected: number,
    found: number | null,
    holds = expected === (found ?? 0),
  ) => {
    if (!holds) problems.push({ check, subject: row.id, expected, found: found ?? 0 });
  };
  if (row.state === null) {
    expect('a transfer belongs to a generation', 0, 1);
    return problems;
  }
  const [charges, refunds] = [row.charges ?? 0, row.refunds ?? 0];
  if (row.finished_at === null) expect('a running generation is held for', row.held_micros ?? 0, row.held);
  else expect('nothing is held for a finished generation', 0, row.held);
  expect('the charge is what the generation says', row.charged_micros ?? 0, row.charged);
  if (row.state !== 'succeeded') expect('only a success is charged', 0, row.charged_micros);
  expect('a generation is charged once', 1, charges, charges <= 1);
  expect('a generation is refunded once', 1, refunds, refunds <= 1);
  expect(
    'a refund is at most the charge',
    row.charged ?? 0,
    row.refunded,
    (row.refunded ?? 0) <= (row.charged ?? 0),
  );
  return problems;
}

async function checkKeys(db: Db): Promise<LedgerProblem[]> {
  const unfinished = await unfinishedByKey(db);
  const counters = await db.selectFrom('key_activity').selectAll().execute();
  return compare(
    'a key counts what it runs',
    new Map(unfinished.map((row) => [`${row.key_id} ${row.kind}`, row.running])),
    new Map(
      counters.flatMap((row): [string, number][] => [
        [`${row.key_id} sync-image`, row.sync_running],
        [`${row.key_id} async-image`, row.tasks_running],
      ]),
    ),
  );
}

/** What is absent on either side counts as 0. */
function compare(
  check: string,
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
): LedgerProblem[] {
  return [...new Set([...expected.keys(), ...found.keys()])]
    .map((subject) => ({
      check,
      subject,
      expected: expected.get(subject) ?? 0,
      found: found.get(subject) ?? 0,
    }))
    .filter((row) => row.expected !== row.found)
    .slice(0, problemsMax);
}
