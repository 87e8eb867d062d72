import type { AccountState, Balance, ChargesQuery, LogEntry, LogQuery } from '../generation/books.ts';
import type { Caller, Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import { readBalance, readBalances } from '../ledger/balance.ts';
import { leftOfBudget, spentOfKeys } from '../ledger/key-budget.ts';
import { readStatement, type Statement, type StatementInput } from '../ledger/statement.ts';
import { type ChargedInput, chargedIn } from '../records/charged-in-period.ts';
import { readLog } from '../records/generation-log.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type Account, allAccounts, requireAccount } from './account-rows.ts';

/** An account with its money in both modes. */
export interface AccountWithBalances extends Account {
  readonly balances: Readonly<Record<Mode, Balance>>;
}

export const readAccount = defineUnit({
  name: 'read-account',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, input: { id: string }): Promise<AccountWithBalances> {
    const account = await requireAccount(db, input.id);
    return withBalances([account], await readBalances(db, { accountId: account.id }))[0]!;
  },
});

/** All at once: a read for each would take every connection of the process for as long as there are accounts. */
export const readAccounts = defineUnit({
  name: 'read-accounts',
  module: import.meta.url,
  async run(db: Db): Promise<AccountWithBalances[]> {
    return withBalances(await allAccounts(db), await readBalances(db, {}));
  },
});

const withBalances = (
  accounts: readonly Account[],
  balanceOf: Awaited<ReturnType<typeof readBalances>>,
): AccountWithBalances[] =>
  accounts.map((account) => {
    const balance = (mode: Mode) =>
      balanceOf({ accountId: account.id, mode, unlimited: isUnlimited(account, mode) });
    return { ...account, balances: { live: balance('live'), test: balance('test') } };
  });

const isUnlimited = ({ kind }: Account, mode: Mode): boolean => mode === 'test' || kind === 'unlimited';

interface AccountStateInput {
  readonly caller: Caller;
  readonly nowMs: number;
}

/** The account as one of its keys sees it. */
export const accountState = defineUnit({
  name: 'account-state',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { caller, nowMs }: AccountStateInput): Promise<Omit<AccountState, 'requests'>> {
    const { accountId, mode, keyId, settings } = caller;
    const account = await requireAccount(db, accountId);
    const balance = await readBalance(db, { accountId, mode, unlimited: isUnlimited(account, mode) });
    const { budget } = settings;
    const spent = budget && (await spentOfKeys(db, [keyId], nowMs)).get(keyId);
    if (!budget || !spent) return { name: account.name, balance };
    return { name: account.name, balance, keyBudgetLeftMicros: leftOfBudget(budget, spent) };
  },
});

export const accountStatement = defineUnit({
  name: 'account-statement',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, input: StatementInput): Promise<Statement> {
    await requireAccount(db, input.accountId);
    return readStatement(db, input);
  },
});

/** A page of the log before the protocols have said where each was asked for. */
interface UnaddressedPage {
  readonly entries: readonly Omit<LogEntry, 'askedAt'>[];
  readonly total: number;
}

/** Ended generations of the account, with the names of the keys that asked for them. */
export const accountLog = defineUnit({
  name: 'account-log',
  module: import.meta.url,
  async run(db: Db, { keyName, ...query }: LogQuery & Books): Promise<UnaddressedPage> {
    const names = await keyNames(db, query);
    const page = await readLog(db, { ...query, ...keysNamed(names, keyName) });
    return {
      total: page.total,
      entries: page.entries.map((entry) => ({ ...entry, keyName: names.get(entry.keyId) ?? '' })),
    };
  },
});

/** What the generations of a period were charged. */
export const accountCharges = defineUnit({
  name: 'account-charges',
  module: import.meta.url,
  async run(
    db: Db,
    { keyName, ...query }: ChargesQuery & Books & Pick<ChargedInput, 'nowMs' | 'keptSinceMs'>,
  ): Promise<Micros> {
    return chargedIn(db, { ...query, ...keysNamed(await keyNames(db, query), keyName) });
  },
});

interface Books {
  readonly accountId: string;
  readonly mode: Mode;
}

async function keyNames(db: Db, { accountId, mode }: Books): Promise<ReadonlyMap<string, string>> {
  const keys = await db
    .selectFrom('api_keys')
    .select(['id', 'name'])
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .execute();
  return new Map(keys.map(({ id, name }) => [id, name]));
}

const keysNamed = (names: ReadonlyMap<string, string>, wanted: string | undefined) =>
  wanted === undefined ? {} : { keyIds: [...names].flatMap(([id, name]) => (name === wanted ? id : [])) };

/** What the keys' ids begin with of who asks in the console, and has no key. */
export const consoleKeyPrefix = 'console_';

/** Names of keys and accounts by id. */
export const namesOf = defineUnit({
  name: 'names-of',
  module: import.meta.url,
  async run(db: Db, input: { keyIds: readonly string[]; accountIds: readonly string[] }) {
    const names: Record<string, string> = {};
    for (const [table, ids] of [
      ['api_keys', input.keyIds],
      ['accounts', input.accountIds],
    ] as const) {
      // Engines bound the number of parameters of a statement.
      for (let start = 0; start < ids.length; start += 500) {
        const rows = await db
          .selectFrom(table)
          .select(['id', 'name'])
          .where('id', 'in', ids.slice(start, start + 500))
          .execute();
        for (const row of rows) names[row.id] = row.name;
      }
    }
    // Whose console it was is no customer's business: the operators' people ask there, too.
    for (const id of input.keyIds) if (id.startsWith(consoleKeyPrefix)) names[id] ??= 'Console';
    return names;
  },
});
