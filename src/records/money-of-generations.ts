import type { Db } from '../store/unit.ts';
import { summedUntil } from './sum-up-days.ts';

/** Limits a check to one account. */
export interface AuditScope {
  readonly accountId?: string;
}

/** What generations say of their money, as a query the ledger joins its transfers to. */
export function moneyOfGenerations(db: Db, scope: AuditScope) {
  const query = db
    .selectFrom('generations')
    .select(['id', 'account_id', 'state', 'finished_at', 'held_micros', 'charged_micros']);
  return scope.accountId === undefined ? query : query.where('account_id', '=', scope.accountId);
}

/** What the usage counters say was charged. */
export async function countedCharges(db: Db, scope: AuditScope) {
  let query = db
    .selectFrom('usage_hours')
    .select((select) => ['account_id', 'mode', select.fn.sum<number>('charged_micros').as('micros')])
    .groupBy(['account_id', 'mode']);
  if (scope.accountId !== undefined) query = query.where('account_id', '=', scope.accountId);
  return query.execute();
}

/** What the hours say was charged on the days that were summed up, and what those sums say. */
export async function summedCharges(db: Db, scope: AuditScope) {
  const until = { live: await summedUntil(db, 'live'), test: await summedUntil(db, 'test') };
  let hours = db
    .selectFrom('usage_hours')
    .select((select) => ['account_id', 'mode', select.fn.sum<number>('charged_micros').as('micros')])
    .where((where) =>
      where.or([
        where('mode', '=', 'live').and('hour', '<', until.live),
        where('mode', '=', 'test').and('hour', '<', until.test),
      ]),
    )
    .groupBy(['account_id', 'mode']);
  let days = db
    .selectFrom('usage_days')
    .select((select) => ['account_id', 'mode', select.fn.sum<number>('charged_micros').as('micros')])
    .groupBy(['account_id', 'mode']);
  if (scope.accountId !== undefined) {
    hours = hours.where('account_id', '=', scope.accountId);
    days = days.where('account_id', '=', scope.accountId);
  }
  return { hours: await hours.execute(), days: await days.execute() };
}

/** How many generations of each key have not ended, by lane. */
export async function unfinishedByKey(db: Db) {
  return db
    .selectFrom('generations')
    .select((select) => ['key_id', 'kind', select.fn.countAll<number>().as('running')])
    .where('finished_at', 'is', null)
    .groupBy(['key_id', 'kind'])
    .execute();
}
