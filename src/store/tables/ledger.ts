/** Money and what bounds it. Owner: ledger. */
export interface LedgerTables {
  balances: BalanceRow;
  transfers: TransferRow;
  key_activity: KeyActivityRow;
  key_spending: KeySpendingRow;
  prices: PriceRow;
}

/** What an account may still spend; equal to the sum of its transfers. */
export interface BalanceRow {
  account_id: string;
  mode: string;
  available_micros: number;
}

/** One movement of money from `debit` to `credit`; never changed. */
export interface TransferRow {
  /** `{generation}:hold` and the like, so that each can happen only once. */
  id: string;
  kind: string;
  account_id: string;
  mode: string;
  generation_id: string | null;
  debit: string;
  credit: string;
  amount_micros: number;
  actor: string | null;
  note: string | null;
  created_at: number;
}

/** What runs of a key at this moment. */
export interface KeyActivityRow {
  key_id: string;
  sync_running: number;
  tasks_running: number;
}

/** Held and charged of a key that has a budget, by period. */
export interface KeySpendingRow {
  key_id: string;
  period: string;
  spent_micros: number;
}

/** The newest version of a model and strategy counts. */
export interface PriceRow {
  version: number;
  model: string;
  strategy: string;
  price: string;
  actor: string;
  created_at: number;
  /** 1: this version took the price away. */
  removed: number;
}
