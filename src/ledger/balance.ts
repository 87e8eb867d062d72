import type { Balance } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import { heldNow } from '../records/generation-log.ts';
import type { Db } from '../store/unit.ts';

/**
 * How an account stands. Every transfer moves money between funding, available, held and revenue, so what was
 * spent follows from the other three; nothing is added up over generations.
 */
export async function readBalance(
  db: Db,
  account: { readonly accountId: string; readonly mode: Mode; readonly unlimited: boolean },
): Promise<Balance> {
  const { accountId, mode } = account;
  const row = await db
    .selectFrom('balances')
    .select('available_micros')
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .executeTakeFirst();
  const availableMicros = row?.available_micros ?? 0;
  const heldMicros = await heldNow(db, accountId, mode);
  const fundedMicros =
    (await funding(db, accountId, mode, 'debit')) - (await funding(db, accountId, mode, 'credit'));
  return {
    unlimited: account.unlimited,
    availableMicros,
    heldMicros,
    fundedMicros,
    spentMicros: fundedMicros - availableMicros - heldMicros,
  };
}

async function funding(db: Db, accountId: string, mode: Mode, side: 'debit' | 'credit'): Promise<number> {
  const row = await db
    .selectFrom('transfers')
    .select((select) => select.fn.sum<number | null>('amount_micros').as('micros'))
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .where((where) => where.or([where('debit', '=', 'funding'), where('credit', '=', 'funding')]))
    .where(side, '=', 'funding')
    .executeTakeFirst();
  return row?.micros ?? 0;
}
