// node bench/lists.mjs [--stored 1000000] [--engine sqlite]: how long the pages of lists take, on both engines.
//
// Each kind of page is read many times at changing places of the list, one read after the other, straight from the
// store: what the console and `GET /v1/generations` wait for. The goal is the console's: 95 of 100 within 50 ms.
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
  const { openStore } = await import(`${dist}/src/store/open-store.js`);
  const { searchGenerations } = await import(`${dist}/src/console-api/generation-rows.js`);
  const { listGenerations } = await import(`${dist}/src/records/list-generations.js`);
  const store = await openStore({ url: database.url });
  const firstMs = 1_735_700_000_000;
  // A place in the list, the same ones for every kind of page.
  const place = (index) => `${firstMs + Math.floor((stored * 31 * ((index * 7919) % reads)) / reads)}-2`;
  const search = (fields) => (index) =>
    store.read(searchGenerations, { mode: 'live', limit: 50, after: place(index), ...fields });
  const pages = {
    'all accounts': search({}),
    'one account': search({ accountId: 'default' }),
    'by state, none matches': search({ state: 'failed' }),
    'by a word of the prompt, none matches': search({ text: 'papaya' }),
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
