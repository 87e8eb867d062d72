import { sql } from 'kysely';
import { spentOfKey } from '../../src/ledger/key-budget.ts';
import { addAvailable, transfer } from '../../src/ledger/transfers.ts';
import { type Db, defineUnit } from '../../src/store/unit.ts';

// In a file of its own: the store's thread imports it, and must not run tests.

/** A prepaid account with money in its live book. */
export const openPrepaid = defineUnit({
  name: 'proof-open-prepaid',
  module: import.meta.url,
  async run(db: Db, input: { accountId: string; micros: number; nowMs: number }): Promise<void> {
    const { accountId, micros, nowMs } = input;
    await db
      .insertInto('accounts')
      .values({ id: accountId, name: accountId, kind: 'prepaid', created_at: nowMs })
      .execute();
    await transfer(db, {
      id: `${accountId}:opening`,
      kind: 'top-up',
      accountId,
      mode: 'live',
      debit: 'funding',
      credit: 'available',
      amountMicros: micros,
      nowMs,
    });
    await addAvailable(db, accountId, 'live', micros);
  },
});

const total = (condition: string, amount = 't.amount_micros') =>
  sql<number>`cast(coalesce(sum(case when ${sql.raw(condition)} then ${sql.raw(amount)} else 0 end), 0) as bigint)`;

/** What is wrong in the books in one snapshot; must be nothing at every moment, whatever runs. */
export const findBookErrors = defineUnit({
  name: 'proof-find-book-errors',
  module: import.meta.url,
  run: async (db: Db): Promise<string[]> => [
    ...(await wrongBalances(db)),
    ...(await wrongGenerations(db)),
    ...(await wrongCounters(db)),
    ...(await wrongBudgets(db)),
    ...(await danglingClaims(db)),
  ],
});

async function wrongBalances(db: Db): Promise<string[]> {
  const books = await db
    .selectFrom('transfers as t')
    .select([
      't.account_id',
      't.mode',
      total("t.credit = 'available'").as('earned'),
      total("t.debit = 'available'").as('spent'),
      total("t.credit = 'held'").as('held'),
      total("t.debit = 'held'").as('resolved'),
    ])
    .groupBy(['t.account_id', 't.mode'])
    .execute();
  const balances = await db
    .selectFrom('balances')
    .innerJoin('accounts', 'accounts.id', 'balances.account_id')
    .select(['account_id', 'mode', 'available_micros', 'kind'])
    .execute();
  const running = await db
    .selectFrom('generations as t')
    .select(['t.account_id', 't.mode', total('t.finished_at is null', 't.held_micros').as('held')])
    .groupBy(['t.account_id', 't.mode'])
    .execute();
  return books.flatMap((book) => {
    const isIt = (row: { account_id: string; mode: string }) =>
      row.account_id === book.account_id && row.mode === book.mode;
    const balance = balances.find(isIt);
    const available = balance?.available_micros ?? 0;
    const held = running.find(isIt)?.held ?? 0;
    const name = `account ${book.account_id} (${book.mode})`;
    return [
      available === book.earned - book.spent
        ? ''
        : `${name}: ${available} available, its transfers say ${book.earned - book.spent}`,
      held === book.held - book.resolved
        ? ''
        : `${name}: ${book.held - book.resolved} held, what runs holds ${held}`,
      balance?.kind === 'prepaid' && available < 0 ? `${name} is overdrawn: ${available}` : '',
    ].filter(Boolean);
  });
}

/**
 * One hold each, resolved once at the end: a charge for a success only, and the rest released; and once at most, some
 * of the charge is given back.
 */
async function wrongGenerations(db: Db): Promise<string[]> {
  const kinds = ['hold', 'charge', 'release', 'refund'] as const;
  const moved = await db
    .selectFrom('transfers as t')
    .select('t.generation_id')
    .select(kinds.map((kind) => total(`t.kind = '${kind}'`).as(kind)))
    .select(kinds.map((kind) => total(`t.kind = '${kind}'`, '1').as(`${kind}s`)))
    .where('t.generation_id', 'is not', null)
    .groupBy('t.generation_id')
    .execute();
  const byId = new Map(moved.map((row) => [row.generation_id, row as unknown as Record<string, number>]));
  const generations = await db
    .selectFrom('generations')
    .select(['id', 'state', 'finished_at', 'held_micros', 'charged_micros'])
    .execute();
  return generations.flatMap((row) => {
    const {
      hold = 0,
      charge = 0,
      release = 0,
      holds = 0,
      charges = 0,
      releases = 0,
      refund = 0,
      refunds = 0,
    } = byId.get(row.id) ?? {};
    const isEnded = row.finished_at !== null;
    const isRight =
      hold === row.held_micros &&
      charge === row.charged_micros &&
      charge + release === (isEnded ? hold : 0) &&
      (row.state === 'succeeded' || charge === 0) &&
      refund <= charge &&
      Math.max(holds, charges, releases, refunds) <= 1;
    return isRight ? [] : [`generation ${row.id} (${row.state}): ${JSON.stringify(byId.get(row.id))}`];
  });
}

async function wrongCounters(db: Db): Promise<string[]> {
  const running = await db
    .selectFrom('generations as t')
    .select([
      't.key_id',
      total("t.kind = 'sync-image'", '1').as('sync'),
      total("t.kind = 'async-image'", '1').as('tasks'),
    ])
    .where('t.finished_at', 'is', null)
    .groupBy('t.key_id')
    .execute();
  const counters = await db.selectFrom('key_activity').selectAll().execute();
  return counters.flatMap((counter) => {
    const { sync = 0, tasks = 0 } = running.find((row) => row.key_id === counter.key_id) ?? {};
    if (counter.sync_running === sync && counter.tasks_running === tasks) return [];
    return [
      `key ${counter.key_id} counts ${counter.sync_running} + ${counter.tasks_running}, ${sync} + ${tasks} run`,
    ];
  });
}

/** Of keys that had their budget before their first generation: what is charged and what is held is spent. */
async function wrongBudgets(db: Db): Promise<string[]> {
  const keys = await db
    .selectFrom('generations as t')
    .innerJoin('key_spending as s', 's.key_id', 't.key_id')
    .select([
      't.key_id',
      's.spent_micros',
      total('t.finished_at is null', 't.held_micros').as('held'),
      total('t.finished_at is not null', 't.charged_micros').as('charged'),
      total('t.budgeted_at is null', '1').as('uncounted'),
    ])
    .where('s.period', '=', 'total')
    .groupBy(['t.key_id', 's.spent_micros'])
    .execute();
  return keys.flatMap(({ key_id, spent_micros, held, charged, uncounted }) =>
    uncounted > 0 || spent_micros === held + charged
      ? []
      : [`key ${key_id} spent ${spent_micros} of its budget, ${charged} are charged and ${held} held`],
  );
}

async function danglingClaims(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('idempotency_keys')
    .leftJoin('generations', 'generations.id', 'idempotency_keys.generation_id')
    .select('idempotency_key')
    .where('generations.id', 'is', null)
    .execute();
  return rows.map((row) => `the Idempotency-Key ${row.idempotency_key} stands for nothing`);
}

/** Everything of one key, or of all. */
export const readGenerations = defineUnit({
  name: 'proof-read-generations',
  module: import.meta.url,
  async run(db: Db, input: { keyId?: string }) {
    let query = db
      .selectFrom('generations')
      .select(['id', 'state', 'lease_until', 'held_micros', 'charged_micros', 'failure_code', 'key_id']);
    if (input.keyId !== undefined) query = query.where('key_id', '=', input.keyId);
    return query.orderBy('id').execute();
  },
});

export const readKept = defineUnit({
  name: 'proof-read-kept',
  module: import.meta.url,
  async run(db: Db) {
    const outputs = await db
      .selectFrom('outputs')
      .select('artifact_key')
      .where('deleted_at', 'is', null)
      .execute();
    const claims = await db.selectFrom('idempotency_keys').select('generation_id').execute();
    return {
      artifacts: outputs.map((row) => row.artifact_key),
      claimed: claims.map((row) => row.generation_id),
    };
  },
});

/** The images of a generation expire at this moment. */
export const expireImages = defineUnit({
  name: 'proof-expire-images',
  module: import.meta.url,
  async run(db: Db, input: { generationId: string; nowMs: number }): Promise<void> {
    await db
      .updateTable('outputs')
      .set({ expires_at: input.nowMs })
      .where('generation_id', '=', input.generationId)
      .execute();
  },
});

export const readBalance = defineUnit({
  name: 'proof-read-balance',
  module: import.meta.url,
  async run(db: Db, input: { accountId: string }): Promise<number> {
    const row = await db
      .selectFrom('balances')
      .select('available_micros')
      .where('account_id', '=', input.accountId)
      .where('mode', '=', 'live')
      .executeTakeFirst();
    return row?.available_micros ?? 0;
  },
});

/** What the key spent of its budget, in all. */
export const readSpent = defineUnit({
  name: 'proof-read-spent',
  module: import.meta.url,
  run: (db: Db, input: { keyId: string }): Promise<number> => spentOfKey(db, input.keyId),
});
