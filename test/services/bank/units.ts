import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { inOneTrip } from '../../../src/store/in-one-trip.ts';
import { fromJsonText, toJsonText } from '../../../src/store/json-text.ts';
import { prepareChange } from '../../../src/store/prepared-query.ts';
import { claimRows } from '../../../src/store/row-locks.ts';
import { type Db, defineUnit } from '../../../src/store/unit.ts';
import type { BankTables, Entry } from './tables.ts';

const module = import.meta.url;
type BankDb = Db<BankTables>;

/** Carries a class, a code and plain members, to see them arrive. */
export class Refused extends Error {
  readonly code = 'refused';
  readonly accountId: string;
  readonly short: { byMicros: number };

  constructor(accountId: string, byMicros: number) {
    super(`the account ${accountId} is short by ${byMicros}`);
    this.name = 'Refused';
    this.accountId = accountId;
    this.short = { byMicros };
  }
}

export const openAccount = defineUnit({
  name: 'open-account',
  module,
  group: ({ id }) => id,
  run: async (db: BankDb, input: { id: string; balanceMicros: number | bigint; note?: unknown }) => {
    const note_json = input.note === undefined ? null : toJsonText(input.note);
    await db
      .insertInto('bank_account')
      .values({ id: input.id, balance_micros: input.balanceMicros, note_json })
      .execute();
  },
});

export const readAccount = defineUnit({
  name: 'read-account',
  module,
  run: async (db: BankDb, id: string) => {
    const row = await db.selectFrom('bank_account').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { ...row, note: fromJsonText<unknown>(row.note_json) };
  },
});

const addOrOpen = prepareChange((db: BankDb, given: { id: string; micros: number }) =>
  db
    .insertInto('bank_account')
    .values({ id: given.id, balance_micros: given.micros })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((set) => ({ balance_micros: set('bank_account.balance_micros', '+', given.micros) })),
    ),
);

/** One statement, built once, for several accounts; tells how many rows each changed. */
export const addToAccounts = defineUnit({
  name: 'add-to-accounts',
  module,
  run: async (db: BankDb, inputs: readonly { id: string; micros: number }[]) => {
    const changed: number[] = [];
    for (const input of inputs) changed.push(await addOrOpen(db, input));
    return changed;
  },
});

const emptyOne = prepareChange((db: BankDb, given: { id: string }) =>
  db.updateTable('bank_account').set({ balance_micros: 0 }).where('id', '=', given.id),
);

export const emptyAccount = defineUnit({
  name: 'empty-account',
  module,
  run: (db: BankDb, id: string) => emptyOne(db, { id }),
});

/** The guarded statement on which prepaid accounts rest. */
export const spend = defineUnit({
  name: 'spend',
  module,
  group: ({ id }) => id,
  errors: [Refused],
  run: async (db: BankDb, input: { id: string; amountMicros: number }) => {
    const row = await db
      .updateTable('bank_account')
      .set((column) => ({ balance_micros: column('balance_micros', '-', input.amountMicros) }))
      .where('id', '=', input.id)
      .where('balance_micros', '>=', input.amountMicros)
      .returning('balance_micros')
      .executeTakeFirst();
    if (!row) throw new Refused(input.id, input.amountMicros);
    return row.balance_micros;
  },
});

/** Buys like `spend` and tells whether it was run by itself or together with others. */
export const spendTogether = defineUnit({
  name: 'spend-together',
  module,
  group: ({ id }) => id,
  errors: [Refused],
  async run(db: BankDb, input: { id: string; amountMicros: number }): Promise<'alone' | 'together'> {
    await spend.run(db, input);
    return 'alone';
  },
  async runAll(db: BankDb, inputs: readonly { id: string; amountMicros: number }[]) {
    const id = inputs[0]?.id ?? '';
    await spend.run(db, { id, amountMicros: inputs.reduce((sum, input) => sum + input.amountMicros, 0) });
    return inputs.map(() => 'together' as const);
  },
});

/** Buys, and writes the entries without waiting for the purchase; each takes three statements, one after the other. */
export const buyInOneTrip = defineUnit({
  name: 'buy-in-one-trip',
  module,
  errors: [Refused],
  run: (db: BankDb, input: { id: string; amountMicros: number; entries: readonly string[] }) =>
    inOneTrip(
      spend.run(db, input),
      ...input.entries.map(async (id, index) => {
        await addOrOpen(db, { id: `counted-${id}`, micros: 1 });
        await db
          .insertInto('bank_entry')
          .values({ id, account_id: input.id, slot: 5_000 + index, amount_micros: 1 })
          .execute();
        await addOrOpen(db, { id: `counted-${id}`, micros: 1 });
      }),
    ),
});

const firstAccount = (entries: Entry[]) => entries[0]?.accountId ?? '';

export const addEntries = defineUnit({
  name: 'add-entries',
  module,
  group: firstAccount,
  run: async (db: BankDb, entries: Entry[]) => {
    for (const { id, accountId, slot, amountMicros } of entries) {
      await db
        .insertInto('bank_entry')
        .values({ id, account_id: accountId, slot, amount_micros: amountMicros })
        .execute();
    }
  },
});

/** Like `addEntries`, alone in its transaction on PostgreSQL too. */
export const addEntriesAlone = defineUnit({ module, name: 'add-entries-alone', run: addEntries.run });

/** Like `spend`, alone in its transaction on PostgreSQL too. */
export const spendAlone = defineUnit({ module, name: 'spend-alone', errors: [Refused], run: spend.run });

export const addEntriesThenFail = defineUnit({
  name: 'add-entries-then-fail',
  module,
  group: firstAccount,
  run: async (db: BankDb, entries: Entry[]) => {
    await addEntries.run(db, entries);
    throw new Refused('after-insert', 1);
  },
});

export const addIgnoringTheError = defineUnit({
  name: 'add-ignoring-the-error',
  module,
  group: ({ accountId }) => accountId,
  run: async (db: BankDb, entry: Entry) => {
    await addEntries.run(db, [entry]).catch(() => {});
  },
});

export const listEntries = defineUnit({
  name: 'list-entries',
  module,
  run: async (db: BankDb, prefix: string) => {
    const rows = await db
      .selectFrom('bank_entry')
      .select('id')
      .where('id', 'like', `${prefix}%`)
      .orderBy('id')
      .execute();
    return rows.map((row) => row.id);
  },
});

/** Figures an engine could easily answer with another type or value. */
export const measure = defineUnit({
  name: 'measure',
  module,
  run: async (db: BankDb, input: { prefix: string; divisor: number }) => {
    const result = await sql<Record<string, unknown>>`
      select count(*) as entries, sum(amount_micros) as total, max(slot) as top, min(slot) / ${input.divisor} as half
      from bank_entry where id like ${`${input.prefix}%`}`.execute(db);
    return result.rows[0];
  },
});

/** Locks two rows in the order given. */
export const move = defineUnit({
  name: 'move',
  module,
  run: async (db: BankDb, input: { from: string; to: string; amountMicros: number }) => {
    const add = (id: string, amountMicros: number) =>
      db
        .updateTable('bank_account')
        .set((column) => ({ balance_micros: column('balance_micros', '+', amountMicros) }))
        .where('id', '=', id)
        .execute();
    await add(input.from, -input.amountMicros);
    await add(input.to, input.amountMicros);
  },
});

/** Takes up to `count` accounts nobody else is taking and empties them. */
export const claimAccounts = defineUnit({
  name: 'claim-accounts',
  module,
  run: async (db: BankDb, input: { prefix: string; count: number }) => {
    const free = db
      .selectFrom('bank_account')
      .select('id')
      .where('id', 'like', `${input.prefix}%`)
      .where('balance_micros', '>', 0)
      .orderBy('id')
      .limit(input.count);
    const ids = (await claimRows(db, free).execute()).map((row) => row.id);
    if (ids.length > 0) {
      await db.updateTable('bank_account').set({ balance_micros: 0 }).where('id', 'in', ids).execute();
    }
    return ids;
  },
});

export const writeWhileRead = defineUnit({
  name: 'write-while-read',
  module,
  run: (db: BankDb, id: string) => openAccount.run(db, { id, balanceMicros: 1 }),
});

export const waitForever = defineUnit({
  name: 'wait-forever',
  module,
  run: async (db: BankDb, id: string) => {
    await openAccount.run(db, { id, balanceMicros: 1 });
    await sleep(60_000, undefined, { ref: false });
  },
});

/** Only for the SQLite engine. */
export const readSettings = defineUnit({
  name: 'read-settings',
  module,
  run: async (db: BankDb, _input: undefined) => {
    const names = ['journal_mode', 'synchronous', 'foreign_keys'];
    const settings: Record<string, unknown> = {};
    for (const name of names) {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
      settings[name] = rows[0]?.[name];
    }
    return settings;
  },
});

/** Stands in for a full disk; only for the SQLite engine. */
export const limitPages = defineUnit({
  name: 'limit-pages',
  module,
  run: async (db: BankDb, pages: number) => {
    await sql`pragma max_page_count = ${sql.raw(String(pages))}`.execute(db);
  },
});

/** Kills its thread, as a bug in native code would; only for the SQLite engine. */
export const exitThread = defineUnit({
  name: 'exit-thread',
  module,
  run: async () => process.exit(7),
});
