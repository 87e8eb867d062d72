// node bench/workers.mjs [options]: what a second worker adds on PostgreSQL.
//
// With two cores a second worker has none to itself: the load, the stub upstream and the database run there as well. So
// each worker gets a share of a core (`--share`, by a control group), small enough that the rest of the machine has room
// for twice the work. What is compared is the throughput of one worker with that of two, each with its share: whether
// two do twice as much, or wait for each other, the primary or the database. Primary, database, load and stub are not
// confined; what they took is in the table.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/services/postgres.mjs';
import { createDatabase } from './accept/database.mjs';
import { start } from './contenders/plantain.mjs';
import { drive } from './load/drive.mjs';
import { busyMs } from './measure/machine.mjs';
import { childrenOf, commandOf, cpuMs } from './measure/process-figures.mjs';
import { median, percentile } from './measure/statistics.mjs';
import { sizes } from './picture.mjs';
import { startProgram } from './start-program.mjs';
import { confine } from './workers/cpu-share.mjs';

const { values: options } = parseArgs({
  options: {
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
    share: { type: 'string', default: '0.1' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    gate: { type: 'boolean', default: false },
  },
});
const goal = 1.8;
const share = Number(options.share);
const warmMs = 12_000;
const connections = Number(options.connections);
const load = { sizeBytes: sizes.small, connections, durationMs: Number(options.seconds) * 1_000 };

const folder = await mkdtemp(path.join(tmpdir(), 'plantain-workers-'));
const postgres = await startPostgres();
const stub = await startProgram({
  command: process.execPath,
  args: [fileURLToPath(new URL('stub-upstream.mjs', import.meta.url))],
  logFile: path.join(folder, 'stub.log'),
  ready: /listening on (\d+)/,
});
const sites = [];
try {
  for (const count of [1, 2]) sites.push(await openSite(count));
  const rounds = [];
  for (let round = -1; round < Number(options.rounds); round += 1) {
    const measured = [];
    for (const site of round % 2 === 0 ? sites : sites.toReversed()) {
      measured[site.count] = await measure(site);
    }
    // The first round fills caches.
    if (round >= 0) rounds.push(measured);
  }
  report(rounds);
} finally {
  for (const site of sites) await site.close();
  await stub.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** A gateway of so many workers on a database of its own, each worker confined. */
async function openSite(count) {
  const database = await createDatabase('postgres', folder, postgres.env.DATABASE_URL);
  const gateway = await start({
    upstream: `http://127.0.0.1:${stub.match[1]}`,
    folder: path.join(folder, `gateway-${count}-${randomBytes(3).toString('hex')}`),
    dist: options.dist,
    settings: {
      DATABASE_URL: database.url,
      REDIS_URL: '',
      PLANTAIN_WORKERS: String(count),
      PLANTAIN_REQUESTS_PER_MINUTE: '10000000',
    },
  });
  const [primary] = gateway.pids;
  const workers = count === 1 ? [primary] : await workersOf(gateway, primary, count);
  // The compiler has done its work before the shares begin: it would need minutes with them.
  await drive(gateway, { ...load, durationMs: warmMs });
  const lifts = workers.map((pid) => confine(pid, share));
  return {
    count,
    gateway,
    workers,
    primary: count === 1 ? [] : [primary],
    async close() {
      await gateway.stop();
      for (const lift of lifts) lift();
      await database.remove();
    },
  };
}

/** Children of the primary but its sandbox, once all take connections. */
async function workersOf({ origin }, primary, count) {
  for (;;) {
    const text = await (await fetch(`${origin}/metrics`)).text();
    if (text.includes(`\nplantain_workers ${count}\n`)) break;
    await sleep(100);
  }
  const known = childrenOf(primary);
  const pids = known.filter((pid) => commandOf(pid).includes('cli/worker.js'));
  if (pids.length !== count) throw new Error(`${pids.length} workers run instead of ${count}`);
  return pids;
}

async function measure({ gateway, workers, primary }) {
  const read = () => ({
    workersMs: cpuMs(workers),
    primaryMs: cpuMs(primary),
    loadMs: cpuMs([process.pid, stub.pid]),
    machineMs: busyMs(),
  });
  const before = read();
  const { answers, failures, firstFailure, wallMs, latenciesMs } = await drive(gateway, load);
  const after = read();
  if (failures > 0) throw new Error(`${failures} requests failed: ${firstFailure}`);
  const took = Object.fromEntries(Object.keys(before).map((name) => [name, after[name] - before[name]]));
  return {
    perSecond: (answers / wallMs) * 1_000,
    p50Ms: percentile(latenciesMs, 50),
    usedShare: took.workersMs / wallMs / workers.length,
    workerMs: took.workersMs / answers,
    primaryMs: took.primaryMs / answers,
    loadMs: took.loadMs / answers,
    otherMs: (took.machineMs - took.workersMs - took.primaryMs - took.loadMs) / answers,
    busyCores: took.machineMs / wallMs,
  };
}

function report(rounds) {
  const columns = [
    ['images/s', 'perSecond', 0],
    ['p50 ms', 'p50Ms', 1],
    ['of a core, each worker', 'usedShare', 3],
    ['worker CPU ms', 'workerMs', 2],
    ['primary CPU ms', 'primaryMs', 3],
    ['load and stub CPU ms', 'loadMs', 2],
    ['database and all else, CPU ms', 'otherMs', 2],
    ['busy cores of the machine', 'busyCores', 2],
  ];
  console.log(`| workers | ${columns.map(([title]) => title).join(' | ')} |`);
  console.log(`|${'---|'.repeat(columns.length + 1)}`);
  for (const count of [1, 2]) {
    const cells = columns.map(([, name, digits]) =>
      median(rounds.map((round) => round[count][name])).toFixed(digits),
    );
    console.log(`| ${count} | ${cells.join(' | ')} |`);
  }
  const ratios = rounds.map((round) => round[2].perSecond / round[1].perSecond);
  const ratio = median(ratios);
  console.log(
    `\nTwo workers with ${share} of a core each do ${ratio.toFixed(2)} × the work of one with ${share} (rounds: ` +
      `${ratios.map((one) => one.toFixed(2)).join(', ')}). Goal: ≥ ${goal} ×: ${ratio >= goal ? 'met' : 'NOT MET'}.\n` +
      `50 KB images, archived and answered with a URL, ${connections} connections, ${options.seconds} s each; medians; ` +
      `CPU per image. A worker that used less than its share was not what limited that row.`,
  );
  if (options.gate && ratio < goal) process.exitCode = 1;
}
