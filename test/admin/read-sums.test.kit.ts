import { type Db, defineUnit } from '../../src/store/unit.ts';

/** Rows of an account and its keys that settlements add to, and its transfers and events without what tells them apart. */
export const readSums = defineUnit({
  name: 'read-sums',
  module: import.meta.url,
  async run(
    db: Db,
    { accountId, keyIds }: { accountId: string; keyIds: string[] },
  ): Promise<({ key_id?: string } & object)[]> {
    const transfers = db
      .selectFrom('transfers')
      .select(['kind', 'debit', 'credit', 'amount_micros'])
      .where('account_id', '=', accountId)
      .where('kind', '!=', 'top-up');
    return [
      ...(await transfers.execute()),
      ...(await db
        .selectFrom('callback_events')
        .select(['url', 'state', 'next_at'])
        .where('account_id', '=', accountId)
        .execute()),
      ...(await db
        .selectFrom('balances')
        .select('available_micros')
        .where('account_id', '=', accountId)
        .execute()),
      ...(await db.selectFrom('key_activity').selectAll().where('key_id', 'in', keyIds).execute()),
      ...(await db.selectFrom('key_spending').selectAll().where('key_id', 'in', keyIds).execute()),
      ...(await db
        .selectFrom('usage_hours')
        .selectAll()
        .where('account_id', '=', accountId)
        .execute()
        .then((hours) => hours.map(({ account_id: _, ...hour }) => hour))),
    ];
  },
});
