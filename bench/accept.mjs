// node bench/accept.mjs [options]: durable accepts per second on both engines, among few and many stored generations.
//
// A door is how the accepts come in, 64 at once, each asked for when the one before it was answered:
// `store` calls what every route calls to accept (rights, price, hold, caps, row, commit) in this process;
// `http` posts tasks to `plantain serve` over 64 connections of HTTP, which adds key, rate limit, body, answer and job.
// There one task at a time is performed, by an upstream that does not answer, so that accepting is what is measured.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/services/postgres.mjs';
import { acceptMany, atOnce } from './accept/accept-many.mjs';
import { createDatabase, storeGenerations } from './accept/database.mjs';
import { openDoor } from './accept/door.mjs';
import { openHttpDoor } from './accept/http-door.mjs';
import { median } from './measure/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
    door: { type: 'string', multiple: true, default: ['store', 'http'] },
    engine: { type: 'string', multiple: true, default: ['sqlite', 'postgres'] },
    accepts: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '9' },
    few: { type: 'string', default: '10000' },
    many: { type: 'string', default: '1000000' },
    gate: { type: 'boolean', default: false },
  },
});
const goals = { perSecond: 1_500, p99Ms: 50, costRatio: 1.2 };
const accepts = Number(options.accepts);
const rounds = Number(options.rounds);

const dist = pathToFileURL(path.resolve(options.dist)).href;
const folder = await mkdtemp(path.join(tmpdir(), 'plantain-accept-'));
const postgres = options.engine.includes('postgres') ? await startPostgres() : undefined;
let isMet = true;
try {
  console.log('| door | engine | stored | accepts/s | p50 ms | p99 ms | CPU µs each | commits | cost × |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const engine of options.engine) await measure(engine);
  console.log(
    `\n${rounds} rounds of ${accepts} accepts, ${atOnce} at once; medians, costs of the ratios within a round. Every accept was` +
      ` durable when it was answered.` +
      ` Goals: ≥ ${goals.perSecond}/s, p99 ≤ ${goals.p99Ms} ms, cost ≤ ${goals.costRatio} ×: ${isMet ? 'met' : 'NOT MET'}.`,
  );
} finally {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}
if (options.gate && !isMet) process.exitCode = 1;

async function measure(engine) {
  const databases = [];
  for (const stored of [Number(options.few), Number(options.many)]) {
    const database = await createDatabase(engine, folder, postgres?.env.DATABASE_URL);
    await (await openDoor(dist, database)).close();
    await storeGenerations(database, stored);
    databases.push({ stored, database });
  }
  // What the other one accepts would run, and a gateway that starts would take it for abandoned.
  for (const name of ['http', 'store']) {
    if (options.door.includes(name)) await measureDoors(name, engine, databases);
  }
  for (const { database } of databases) await database.remove();
}

/** Rounds alternate between the two databases, so that what else the machine does falls on both. */
async function measureDoors(name, engine, databases) {
  const doors = [];
  for (const { stored, database } of databases) {
    const door = await (name === 'http' ? openHttpDoor : openDoor)(dist, database, folder);
    doors.push({ stored, door, results: [] });
  }
  for (let round = -1; round < rounds; round += 1) {
    for (const { door, results } of doors) {
      const result = await acceptMany(door, accepts);
      // The first round warms caches and the compiler.
      if (round >= 0) results.push(result);
    }
  }
  const [first] = doors;
  for (const { stored, results } of doors) {
    const row = summary(results);
    const costRatio = median(
      results.map((result, round) => first.results[round].perSecond / result.perSecond),
    );
    isMet &&= row.perSecond >= goals.perSecond && row.p99Ms <= goals.p99Ms && costRatio <= goals.costRatio;
    const cells = [
      name,
      engine,
      stored,
      row.perSecond.toFixed(0),
      row.p50Ms.toFixed(1),
      row.p99Ms.toFixed(1),
      row.cpuUs.toFixed(0),
      row.commits?.toFixed(0) ?? '',
      costRatio.toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  for (const { door } of doors) await door.close();
}

function summary(results) {
  const names = Object.keys(results[0]);
  return Object.fromEntries(names.map((name) => [name, median(results.map((result) => result[name]))]));
}
