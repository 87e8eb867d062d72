import type { Account } from '../admission/account-rows.ts';
import type { AccountWithBalances } from '../admission/account-state.ts';
import type { Balance } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import type { Statement } from '../ledger/statement.ts';
import { isoTime } from '../lib/iso-time.ts';

/** An account, with its balances where they were asked for. Money is micro-USD. */
export function accountView(account: Account | AccountWithBalances) {
  return {
    object: 'account',
    id: account.id,
    name: account.name,
    kind: account.kind,
    price_percent: account.pricePercent,
    created_at: isoTime(account.createdAtMs),
    ...('balances' in account
      ? { balances: { live: balanceView(account.balances.live), test: balanceView(account.balances.test) } }
      : {}),
  };
}

const balanceView = (balance: Balance) => ({
  unlimited: balance.unlimited,
  available_micros: balance.availableMicros,
  held_micros: balance.heldMicros,
  funded_micros: balance.fundedMicros,
  spent_micros: balance.spentMicros,
});

/** What a top-up did; `repeated`: an earlier one with the same reference had done it. */
export const topUpView = (transferId: string, repeated: boolean, account: AccountWithBalances) => ({
  object: 'top_up',
  transfer_id: transferId,
  repeated,
  account: accountView(account),
});

/** Money that went back. */
export const movedView = (
  object: 'refund' | 'reversal',
  entry: {
    readonly transferId: string;
    readonly accountId: string;
    readonly mode: Mode;
    readonly amountMicros: number;
  },
) => ({
  object,
  transfer_id: entry.transferId,
  account_id: entry.accountId,
  mode: entry.mode,
  amount_micros: entry.amountMicros,
});

/** A page of a statement, newest first; `next` asks for the page after it. */
export function statementView(statement: Statement) {
  return {
    object: 'statement',
    currency: 'USD',
    data: statement.lines.map((line) => ({
      transfer_id: line.transferId,
      created_at: isoTime(line.createdAtMs),
      kind: line.kind,
      generation_id: line.generationId,
      amount_micros: line.amountMicros,
      change_micros: line.changeMicros,
      available_micros: line.availableMicros,
      actor: line.actor,
      reason: line.reason,
    })),
    next: statement.next ? Buffer.from(JSON.stringify(statement.next)).toString('base64url') : null,
  };
}
