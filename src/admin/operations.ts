import { type Accounts, createAccounts } from '../admission/accounts.ts';
import { createKeys, type Keys } from '../admission/keys.ts';
import { reportUsage } from '../admission/usage.ts';
import type { UsageReport, UsageWish } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { PriceList } from '../ledger/price-list.ts';
import type { Clock } from '../lib/clock.ts';
import { listActions } from '../records/actions.ts';
import type { ActionRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** Everything an operator can do, for the admin API and the command line alike. */
export interface Operations {
  readonly catalog: ModelCatalog;
  readonly keys: Keys;
  readonly accounts: Accounts;
  readonly prices: PriceList;
  usage(mode: Mode, wish: UsageWish): Promise<UsageReport>;
  /** What operators did, newest first, before a number. */
  actions(input: { readonly limit: number; readonly before?: number }): Promise<ActionRow[]>;
}

export function createOperations(
  store: Store,
  clock: Clock,
  catalog: ModelCatalog,
  prices: PriceList,
): Operations {
  return {
    catalog,
    keys: createKeys(store, clock),
    accounts: createAccounts(store, clock),
    prices,
    usage: (mode, wish) => reportUsage(store, clock, mode, wish),
    actions: (input) => store.read(listActions, input),
  };
}
