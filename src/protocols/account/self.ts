import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { accountNumber } from './account-number.ts';
import { availableMicros, quotaOf, quotaPerUnit, spendableMicros } from './quota.ts';

const noStore = { 'cache-control': 'no-store' };

/** `GET /api/user/self`: dollars are quota / quota_per_unit. Asked with an API key here, with a login at new-api. */
export async function getSelf({ caller, books }: RouteInput): Promise<WireAnswer> {
  const account = await books.account();
  const data = {
    id: accountNumber(caller.accountId),
    account_id: caller.accountId,
    username: account.name,
    display_name: account.name,
    group: 'default',
    quota: quotaOf(availableMicros(account)),
    used_quota: quotaOf(account.balance.spentMicros),
    request_count: account.requests,
    unlimited_quota: account.balance.unlimited,
  };
  return jsonAnswer(200, { success: true, message: '', data }, noStore);
}

/** `GET /api/v1/apikeys/current-balance`: a bare number of dollars. */
export async function getCurrentBalance({ books }: RouteInput): Promise<WireAnswer> {
  const micros = spendableMicros(await books.account());
  return jsonAnswer(200, { code: 200, message: 'success', data: micros / 1_000_000 }, noStore);
}

/** `GET /api/status`: what new-api's clients need to make dollars of quota. */
export function getStatus(): WireAnswer {
  const data = {
    system_name: 'Plantain',
    quota_per_unit: quotaPerUnit,
    display_in_currency: true,
    quota_display_type: 'USD',
    // What a dollar is in the currency shown, which is the dollar.
    usd_exchange_rate: 1,
  };
  return jsonAnswer(200, { success: true, message: '', data });
}
