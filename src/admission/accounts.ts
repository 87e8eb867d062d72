import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { type Refunded, refundUnit } from '../ledger/refund.ts';
import type { Reversed } from '../ledger/reverse.ts';
import type { Statement, StatementInput } from '../ledger/statement.ts';
import type { Clock } from '../lib/clock.ts';
import { type Random, randomText } from '../lib/ids.ts';
import type { Actor } from '../records/actions.ts';
import { UniqueViolation } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import {
  type Account,
  type AccountChange,
  type AccountKind,
  insertAccount,
  listAccounts,
  reverseTransfer,
  topUpAccount,
  updateAccount,
} from './account-rows.ts';
import { type AccountWithBalances, accountStatement, readAccount, readAccounts } from './account-state.ts';

export interface AccountOrder {
  readonly name: string;
  readonly kind: AccountKind;
  /** Default 100. */
  readonly pricePercent?: number;
}

export interface TopUpOrder {
  readonly mode: Mode;
  readonly amountMicros: Micros;
  /** The payment's own number: a top-up repeated with it is done once. */
  readonly reference?: string;
  readonly reason: string;
}

/** What an operator does to accounts and their money. A `Refusal` tells what cannot be done. */
export interface Accounts {
  create(order: AccountOrder, by: Actor): Promise<Account>;
  list(): Promise<Account[]>;
  listWithBalances(): Promise<AccountWithBalances[]>;
  show(id: string): Promise<AccountWithBalances>;
  update(id: string, change: Omit<AccountChange, 'id' | 'by' | 'nowMs'>, by: Actor): Promise<Account>;
  topUp(accountId: string, order: TopUpOrder, by: Actor): Promise<{ transferId: string; repeated: boolean }>;
  /** Gives a generation's charge back, once; all of it unless an amount is given. */
  refund(
    generationId: string,
    order: { readonly amountMicros?: Micros; readonly reason: string },
    by: Actor,
  ): Promise<Refunded>;
  /** Takes a top-up or a refund back, once. */
  reverse(transferId: string, reason: string, by: Actor): Promise<Reversed>;
  statement(input: StatementInput): Promise<Statement>;
}

export function createAccounts(store: Store, clock: Clock, random?: Random): Accounts {
  return {
    async create({ name, kind, pricePercent = 100 }, by) {
      const id = `acc_${randomText(16, random)}`;
      const account = { id, name, kind, pricePercent, createdAtMs: clock.now() };
      await store.write(insertAccount, { ...account, by });
      return account;
    },
    list: () => store.read(listAccounts, undefined),
    listWithBalances: () => store.read(readAccounts, undefined),
    show: (id) => store.read(readAccount, { id }),
    update: (id, change, by) => store.write(updateAccount, { id, ...change, by, nowMs: clock.now() }),
    topUp(accountId, order, by) {
      const entry = { id: randomText(16, random), accountId, ...order, by, nowMs: clock.now() };
      return withSecondLook(() => store.write(topUpAccount, entry));
    },
    refund: (generationId, order, by) =>
      withSecondLook(() => store.write(refundUnit, { generationId, ...order, by, nowMs: clock.now() })),
    reverse: (transferId, reason, by) =>
      withSecondLook(() => store.write(reverseTransfer, { transferId, reason, by, nowMs: clock.now() })),
    statement: (input) => store.read(accountStatement, input),
  };
}

/** Of two told of the same at the same moment one fails, once the other is written; looking again, it finds that. */
async function withSecondLook<Done>(write: () => Promise<Done>): Promise<Done> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error;
    return write();
  }
}
