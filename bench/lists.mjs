// node bench/lists.mjs [--stored 1000000] [--engine sqlite]: how long the pages of lists take, on both engines.
//
// Each kind of page is read many times at changing places of the list, one read after the other, straight from the
// store: what the console and `GET /v1/generations` wait for; the
// figures of the overview and of usage beside them. The goal is the console's: 95 of 100 within 50 ms.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/services/postgres.mjs';
import { createDatabase, storeGenerations } from './accept/database.mjs';
import { openDoor } from './accept/door.mjs';
import { percentile } from './measure/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
    engine: { type: 'string', multiple: true, default: ['sqlite', 'postgres'] },
    stored: { type: 'string', default: '1000000' },
    reads: { type: 'string', default: '200' },
  },
});
const goalMs = 50;
const dayMs = 86_400_000;
/** Of the first stored generation. */
const firstMs = 1_735_700_000_000;
const stored = Number(options.stored);
const reads = Number(options.reads);
const dist = pathToFileURL(path.resolve(options.dist)).href;

const folder = await mkdtemp(path.join(tmpdir(), 'plantain-lists-'));
const postgres = options.engine.includes('postgres') ? await startPostgres() : undefined;
let isMet = true;
try {
  console.log('| engine | page | p50 ms | p95 ms | goal |');
  console.log('|---|---|---|---|---|');
  for (const engine of options.engine) await measure(engine);
  console.log(
    `\n${stored} stored generations, ${reads} reads each. Goal: p95 ≤ ${goalMs} ms: ${isMet ? 'met' : 'NOT MET'}.`,
  );
} finally {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(engine) {
  const database = await createDatabase(engine, folder, postgres?.env.DATABASE_URL);
  await (await openDoor(dist, database)).close();
  await storeGenerations(database, stored);
  await database.run(usageSql(stored));
  const { openStore } = await import(`${dist}/src/store/open-store.js`);
  const { searchGenerations } = await import(`${dist}/src/console-api/generation-rows.js`);
  const { activityRanges } = await import(`${dist}/src/console-api/activity-range.js`);
  const { readActivity } = await import(`${dist}/src/console-api/activity-rows.js`);
  const { usageStatistics } = await import(`${dist}/src/records/usage-statistics.js`);
  const { listGenerations } = await import(`${dist}/src/records/list-generations.js`);
  const { sumUpDay } = await import(`${dist}/src/records/sum-up-days.js`);
  const store = await openStore({ url: database.url });
  // As the upkeep of a gateway would have, a day after another.
  while (await store.write(sumUpDay, { nowMs: firstMs + stored * 31 }));
  // A place in the list, the same ones for every kind of page.
  const place = (index) => `${firstMs + Math.floor((stored * 31 * ((index * 7919) % reads)) / reads)}-2`;
  const timeOf = (index) => Number(place(index).split('-')[0]);
  const search = (fields) => (index) =>
    store.read(searchGenerations, { mode: 'live', limit: 50, after: place(index), ...fields });
  const ofHour = (fields) => (index) => {
    const period = { fromMs: timeOf(index) - 3_600_000, toMs: timeOf(index) };
    return store.read(searchGenerations, { mode: 'live', limit: 50, period, ...fields });
  };
  const pages = {
    'all accounts': search({}),
    'one account': search({ accountId: 'default' }),
    'by state, none matches': search({ state: 'failed' }),
    'by a word of the prompt, none matches': search({ text: 'papaya' }),
    ...Object.fromEntries(
      Object.keys(activityRanges).map((range) => [
        `overview, ${range}`,
        (index) => store.read(readActivity, { mode: 'live', nowMs: timeOf(index), range }),
      ]),
    ),
    'of an hour, all accounts': ofHour({}),
    'of an hour and an account, by state, none matches': ofHour({ accountId: 'default', state: 'failed' }),
    'deep in a period, all accounts': search({ period: { fromMs: firstMs, toMs: firstMs + stored * 31 } }),
    'usage of 30 days, by day and model': (index) => {
      const toMs = timeOf(index);
      const groupBy = ['day', 'model'];
      return store.read(usageStatistics, { mode: 'live', groupBy, fromMs: toMs - 30 * dayMs, toMs });
    },
    'usage of 30 days of a key, by day': (index) => {
      const toMs = timeOf(index);
      const wish = { mode: 'live', accountId: 'default', keyId: 'key_3', groupBy: ['day'], toMs };
      return store.read(usageStatistics, { ...wish, fromMs: toMs - 30 * dayMs });
    },
    'of a key, /v1/generations': (index) =>
      store.read(listGenerations, { accountId: 'default', mode: 'live', limit: 50, after: place(index) }),
  };
  for (const [name, read] of Object.entries(pages)) {
    for (let index = 0; index < 10; index += 1) await read(index);
    const tookMs = [];
    for (let index = 0; index < reads; index += 1) {
      const startMs = performance.now();
      await read(index);
      tookMs.push(performance.now() - startMs);
    }
    const p95 = percentile(tookMs, 95);
    isMet &&= p95 <= goalMs;
    console.log(
      `| ${engine} | ${name} | ${percentile(tookMs, 50).toFixed(1)} | ${p95.toFixed(1)} | ${p95 <= goalMs ? 'met' : 'not met'} |`,
    );
  }
  await store.close();
  await database.remove();
}

/** A year of hours before the last generation, in each of them ten keys with three models. */
function usageSql(stored) {
  const lastHour = Math.floor((firstMs + stored * 31) / 3_600_000);
  return `
    insert into usage_hours (account_id, mode, hour, key_id, model, channel, requests, succeeded, images, charged_micros,
      cost_micros, prompt_tokens, output_tokens)
    with recursive numbers(i) as (select 0 union all select i + 1 from numbers where i < ${365 * 24 * 30 - 1})
    select 'default', 'live', ${lastHour} - i / 30, 'key_' || (i % 10), 'model_' || (i / 10 % 3), 'bench', 4, 4, 4, 268000,
      0, 48, 4480 from numbers;`;
}
