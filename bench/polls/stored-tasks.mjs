import path from 'node:path';
import { sqliteDatabase } from '../accept/database.mjs';

/** Text that follows the number in every id: with it an id has 23 digits and 22 characters, as the gateway's have. */
const idTail = 'abcdefghijklmnopqrstuv';

/** The id of the i-th stored task, from 1. */
export const taskId = (index) => `2026112100000${1_000_000_000 + index}${idTail}`;

/** Ended tasks of the default account's live book, with an image and an attempt each, beside the running gateway. */
export async function storeTasks(dataFolder, count) {
  const database = await sqliteDatabase(path.join(dataFolder, 'plantain.db'));
  const nowMs = Date.now();
  await database.run(`
    PRAGMA busy_timeout = 10000;
    begin;
    insert into generations (id, account_id, key_id, mode, protocol, model, kind, state, request, count, created_at,
      finished_at, held_micros, charged_micros, result, price, choice, route)
    ${numbers(count)} select ${idOf}, 'default', 'key_of_old', 'live', 'model-generation', 'nano-banana-2', 'async-image',
      'succeeded', '${request}', 1, ${nowMs} - i, ${nowMs} - i + 9000, 67000, 67000, '${result}', null, '{}', '${route}' from numbers;
    insert into outputs (generation_id, number, slot, artifact_key, media_type, size_bytes, width, height, created_at,
      expires_at)
    ${numbers(count)} select ${idOf}, 1, 1, '2026/11/21/async-image/' || ${idOf} || '-1.jpeg', 'image/jpeg', 900000, 1024, 1024,
      ${nowMs}, ${nowMs} + 1296000000 from numbers;
    insert into attempts (generation_id, slot, number, channel, upstream_model, started_at, ended_at, result,
      upstream_status)
    ${numbers(count)} select ${idOf}, 1, 1, 'bench', 'gemini-3.1-flash-image', ${nowMs} - i, ${nowMs} - i + 8900, 'ok', 200 from numbers;
    commit;`);
}

const idOf = `'2026112100000' || (1000000000 + i) || '${idTail}'`;
const numbers = (count) =>
  `with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < ${count})`;

const prompt = 'A ripe plantain on a wooden table, morning light, shallow depth of field';
const request = JSON.stringify({
  protocol: 'model-generation',
  model: 'nano-banana-2',
  requestedModel: 'nano_banana_2',
  prompt,
  references: [],
  resolution: '1K',
  text: true,
  count: 1,
  strict: false,
  keep: 'all',
  kind: 'async-image',
  omitted: [],
});
const result = JSON.stringify({
  text: '',
  usage: {
    promptTokens: 12,
    promptImageTokens: 0,
    textTokens: 0,
    imageTokens: 1120,
    thoughtTokens: 0,
    totalTokens: 1132,
  },
  omitted: [],
  channel: 'bench',
  effectiveModel: 'gemini-3.1-flash-image',
});
const route = JSON.stringify([{ channel: 'bench', upstreamModel: 'gemini-3.1-flash-image', place: 1 }]);
