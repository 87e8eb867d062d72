import type { ManagedKey } from '../../generation/caller-keys.ts';
import { Failure } from '../../generation/failure.ts';
import { queryText } from '../../generation/query-text.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { accountNumber } from './account-number.ts';
import { readPage } from './page.ts';
import { quotaOf } from './quota.ts';
import { readNewToken, readTokenChange } from './token-fields.ts';

const bodyLimitBytes = 100_000;

/** `GET /api/token/`: the account's keys as new-api lists its tokens, newest first. */
export const listTokens = (input: RouteInput): Promise<WireAnswer> => listed(input, {});

/** `GET /api/token/search`: by a part of the name, by a whole key, or by a part of what a list shows of one. */
export async function searchTokens(input: RouteInput): Promise<WireAnswer> {
  // new-api's wildcard: every search here is one for a part.
  const name = queryText(input.query, 'keyword')?.replaceAll('%', '');
  const key = queryText(input.query, 'token')?.replaceAll('%', '').replace(/^sk-/, '');
  return listed(input, { ...(name ? { name } : {}), ...(key ? { key } : {}) });
}

async function listed(input: RouteInput, wish: { name?: string; key?: string }): Promise<WireAnswer> {
  const { page, size } = readPage(input, 10);
  const { keys, total } = await input.keys.list({ ...wish, offset: (page - 1) * size, limit: size });
  return told({ page, page_size: size, total, items: keys.map((key) => tokenView(key, input)) });
}

/** `GET /api/token/{id}` */
export async function getToken(input: RouteInput): Promise<WireAnswer> {
  return told(tokenView(await input.keys.show(numberIn(input)), input));
}

/** `POST /api/token/`: the only answer with the key in clear. */
export async function makeToken(input: RouteInput): Promise<WireAnswer> {
  const order = readNewToken(await input.json(bodyLimitBytes), input.catalog);
  const { key, made } = await input.keys.create(order);
  return told({ ...tokenView(made, input), key });
}

/** `PUT /api/token/`: `status_only` switches a token on or off and changes nothing else. */
export async function changeToken(input: RouteInput): Promise<WireAnswer> {
  const json = await input.json(bodyLimitBytes);
  const { number, change } = readTokenChange(json, Boolean(input.query.status_only), input.catalog);
  return told(tokenView(await input.keys.update(number, change), input));
}

/** `DELETE /api/token/{id}` */
export async function removeToken(input: RouteInput): Promise<WireAnswer> {
  await input.keys.remove(numberIn(input));
  return jsonAnswer(200, { success: true, message: '' }, noStore);
}

const noStore = { 'cache-control': 'no-store' };

const told = (data: object) => jsonAnswer(200, { success: true, message: '', data }, noStore);

function numberIn({ params }: RouteInput): number {
  const text = params.id ?? '';
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Failure('not_found', { message: `There is no key ${JSON.stringify(text.slice(0, 50))}.` });
}

/** new-api's item, so that it can be sent back as it is or changed: what it says twice would contradict itself then. */
function tokenView(key: ManagedKey, { caller, nowMs }: RouteInput) {
  const createdAt = Math.floor(key.createdAtMs / 1_000);
  return {
    id: key.number,
    user_id: accountNumber(caller.accountId),
    key: key.hint,
    status: statusOf(key, nowMs),
    name: key.name,
    created_time: createdAt,
    accessed_time: Math.max(createdAt, Math.floor((key.usedAtMs ?? 0) / 1_000)),
    expired_time: key.expiresAtMs === null ? -1 : Math.floor(key.expiresAtMs / 1_000),
    remain_quota: quotaOf(key.leftMicros ?? 0),
    unlimited_quota: key.leftMicros === undefined,
    used_quota: quotaOf(key.chargedMicros),
    model_limits_enabled: key.models !== undefined,
    model_limits: key.models?.join(',') ?? '',
    allow_ips: key.ipAllow?.join('\n') ?? '',
    group: 'default',
    cross_group_retry: false,
  };
}

/** 1 on, 2 off, 3 expired, 4 its quota used up. */
function statusOf({ disabled, expiresAtMs, leftMicros }: ManagedKey, nowMs: number): number {
  if (disabled) return 2;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return 3;
  return leftMicros === 0 ? 4 : 1;
}
