// node bench/growth.mjs [--engine sqlite] [--keep] [--gate]: what one accept, poll, page of a list, usage query and sweep
// cost among 10,000, a million and ten million stored generations, on both engines.
//
// Three databases stand beside each other and are measured in turns, so that what else the machine does falls on all.
// Ten million take about 10 GB and a quarter of an hour to store; one engine after the other.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/services/postgres.mjs';
import { createDatabase } from './accept/database.mjs';
import { openDoor } from './accept/door.mjs';
import { createLayout, storeRows } from './growth/stored.mjs';
import { openWorks } from './growth/works.mjs';
import { keepResults, readCommit, readKept } from './keep/kept-results.mjs';
import { checkRoom, describeMachine } from './measure/machine.mjs';
import { median } from './measure/statistics.mjs';
import { shown, table } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
    engine: { type: 'string', multiple: true, default: ['sqlite', 'postgres'] },
    stored: { type: 'string', default: '10000,1000000,10000000' },
    rounds: { type: 'string', default: '15' },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
  },
});
const goal = 1.2;
const sizes = options.stored.split(',').map(Number);
const rounds = Number(options.rounds);
const dist = pathToFileURL(path.resolve(options.dist)).href;
const measured = {
  at: new Date().toISOString().slice(0, 16),
  commit: readCommit(),
  machine: describeMachine(),
  isQuick: sizes.at(-1) < 10_000_000,
};

await checkRoom(options.folder, sizes.reduce((sum, count) => sum + count, 0) * 1_500 + 1e9);
const folder = await mkdtemp(path.join(options.folder, 'plantain-growth-'));
process.once('SIGINT', () => process.exit(130));
const figures = {};
try {
  for (const engine of options.engine) {
    figures[engine] = await measureEngine(engine);
    print(engine, figures[engine]);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (options.keep) keepResults({ growth: { ...readKept().growth?.figures, ...figures } }, measured);
const grown = Object.values(figures).flatMap((works) => Object.values(works).map(([{ growth }]) => growth));
console.log(`\nGoal: cost ≤ ${goal} ×: ${grown.every((each) => each <= goal) ? 'met' : 'NOT MET'}.`);
if (options.gate && grown.some((each) => each > goal)) process.exitCode = 1;

async function measureEngine(engine) {
  const postgres = engine === 'postgres' ? await startPostgres({ own: true }) : undefined;
  const opened = [];
  try {
    for (const count of sizes) {
      const sinceMs = performance.now();
      const database = await createDatabase(engine, folder, postgres?.env.DATABASE_URL);
      const layout = createLayout(count, Date.now());
      // Makes the tables.
      await (await openDoor(dist, database)).close();
      await storeRows(database, layout);
      opened.push({ database, layout });
      console.error(`${engine}: ${count} stored in ${((performance.now() - sinceMs) / 1_000).toFixed(0)} s`);
    }
    for (const each of opened) each.open = await openWorks(dist, each.database, each.layout);
    return await measureWorks(opened);
  } finally {
    for (const { open } of opened) await open?.close();
    for (const { database } of opened) {
      await database.remove();
      if (database.dataFolder) await rm(database.dataFolder, { recursive: true, force: true });
    }
    await postgres?.stop();
  }
}

/** `{ [work]: [{ fewMs, middleMs, manyMs, growth }] }`: medians over the rounds, of ratios within a round. */
async function measureWorks(opened) {
  const figures = {};
  for (const work of Object.keys(opened[0].open.works)) {
    const tookMs = opened.map(() => []);
    // The first two rounds warm caches and the compiler.
    for (let round = -2; round < rounds; round += 1) {
      for (let turn = 0; turn < opened.length; turn += 1) {
        const index = (turn + round + 2) % opened.length;
        const took = await opened[index].open.works[work](round + 2);
        if (round >= 0) tookMs[index].push(took);
      }
    }
    const ratios = tookMs.at(-1).map((many, round) => many / tookMs[0][round]);
    const [fewMs, middleMs, manyMs] = tookMs.map((each) => median(each));
    figures[work] = [{ fewMs, middleMs, manyMs, growth: median(ratios) }];
    console.error(`${work}: ${median(ratios).toFixed(2)} ×`);
  }
  return figures;
}

function print(engine, works) {
  const rows = Object.entries(works).map(([work, [{ fewMs, middleMs, manyMs, growth }]]) => [
    work,
    ...[fewMs, middleMs, manyMs].map((ms) => shown(ms, 3)),
    shown(growth, 2),
    growth <= goal ? 'met' : 'NOT MET',
  ]);
  const head = [engine, ...sizes.map((count) => `at ${count}, ms`), 'grown ×', `≤ ${goal}`];
  console.log(`\n${table(head, rows).join('\n')}`);
}
