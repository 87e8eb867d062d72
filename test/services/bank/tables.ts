/** A small bank: the tables on which the store's contract is proven, apart from the product's own. */
export interface BankTables {
  bank_account: { id: string; balance_micros: number | bigint; note_json: string | null };
  bank_entry: { id: string; account_id: string; slot: number; amount_micros: number };
}

export interface Entry {
  id: string;
  accountId: string;
  slot: number;
  amountMicros: number;
}
