// Rows as a gateway of one account leaves them: ended and charged, spread over the retention that ends now. Every
// tenth has its image still, one transfer each (a disk has its limits); the usage of a year is beside them.

import { plainRequest } from '../plain-request.mjs';

/** Kept that long after they ended. */
export const retentionMs = 15 * 86_400_000;
const batch = 200_000;
const hoursOfYear = 365 * 24;
const idTail = 'abcdefghijklmnopqrstuv';

/** Which generation stands where: its id and times, from 0, the oldest first. */
export function createLayout(count, nowMs) {
  const firstMs = nowMs - retentionMs;
  const createdAt = (index) => firstMs + Math.floor((index * retentionMs) / count);
  return {
    count,
    nowMs,
    firstMs,
    createdAt,
    finishedAt: (index) => createdAt(index) + 9_000,
    id: (index) => `2026010100000${1_000_000_000 + index}${idTail}`,
  };
}

/** The same SQL on both engines. */
export async function storeRows(database, layout) {
  for (let from = 0; from < layout.count; from += batch) {
    await database.run(rowsSql(layout, from, Math.min(batch, layout.count - from)));
  }
  await database.run(usageSql(layout));
  await database.settle();
}

function rowsSql({ count, firstMs }, from, rows) {
  const numbers = `with recursive numbers(i) as (select ${from} union all select i + 1 from numbers where i < ${from + rows - 1})`;
  const id = `'2026010100000' || (1000000000 + i) || '${idTail}'`;
  const created = `${firstMs} + (i * ${retentionMs}) / ${count}`.replace('(i *', '(cast(i as bigint) *');
  return `
    insert into generations (id, account_id, key_id, mode, protocol, model, kind, state, request, count, created_at,
      finished_at, held_micros, charged_micros, images)
    ${numbers} select ${id}, 'default', 'key_' || (i % 10), 'live', 'openai-images', 'nano-banana-2', 'sync-image',
      'succeeded', '${request}', 1, ${created}, ${created} + 9000, 67000, 67000, 1 from numbers;
    insert into transfers (id, kind, account_id, mode, generation_id, debit, credit, amount_micros, created_at)
    ${numbers} select ${id} || ':charge', 'charge', 'default', 'live', ${id}, 'held', 'revenue', 67000, ${created}
      from numbers;
    insert into outputs (generation_id, number, slot, artifact_key, media_type, size_bytes, width, height, created_at,
      expires_at)
    ${numbers} select ${id}, 1, 1, '2026/11/21/sync-image/' || ${id} || '-1.png', 'image/png', 900000, 1024, 1024,
      ${created} + 9000, ${created} + 9000 + ${retentionMs} from numbers where i % 10 = 0;`;
}

const request = JSON.stringify(plainRequest);

function usageSql({ nowMs }) {
  const lastHour = Math.floor(nowMs / 3_600_000);
  return `
    insert into usage_hours (account_id, mode, hour, key_id, model, channel, requests, succeeded, images, charged_micros,
      cost_micros, prompt_tokens, output_tokens)
    with recursive numbers(i) as (select 0 union all select i + 1 from numbers where i < ${hoursOfYear * 30 - 1})
    select 'default', 'live', ${lastHour} - i / 30, 'key_' || (i % 10), 'model_' || (i / 10 % 3), 'bench', 4, 4, 4, 268000,
      0, 48, 4480 from numbers;`;
}
