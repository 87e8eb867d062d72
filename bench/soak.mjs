// node bench/soak.mjs [--minutes 120] [--rate 8] [--dist dist] [--gate]: mixed load for hours, one fault a minute.
//
// Synchronous requests (URL, Base64, native), tasks with callbacks and polls, lists; every minute the upstream dies,
// hangs, refuses or cuts, clients go away, or the receiver of callbacks fails. Prints a line a minute, then the slope
// of the memory, the descriptors, what became of every task, and whether the books agree.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import * as plantain from './contenders/plantain.mjs';
import { residentMb } from './measure/process-figures.mjs';
import { removeArtifacts } from './measure/remove-artifacts.mjs';
import { median } from './measure/statistics.mjs';
import { createFaults } from './soak/faults.mjs';
import { startReceiver } from './soak/receiver.mjs';
import { slopePerHour } from './soak/slope.mjs';
import { createTraffic } from './soak/traffic.mjs';
import { startUpstream } from './soak/upstream.mjs';
import { killAll } from './start-program.mjs';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    rate: { type: 'string', default: '8' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
    folder: { type: 'string', default: tmpdir() },
    'node-option': { type: 'string', multiple: true, default: [] },
    gate: { type: 'boolean', default: false },
  },
});
const minutes = Number(options.minutes);
const sampleMs = 5_000;
/** A process takes what it needs first; the slope is that of the rest. */
const warmUpMinutes = Math.min(20, minutes / 4);
const goals = { slopeMbPerHour: 5, descriptors: 5 };

const folder = await mkdtemp(path.join(options.folder, 'plantain-soak-'));
process.once('SIGINT', () => process.exit(130));
try {
  process.exitCode = await soak();
} finally {
  killAll();
  await rm(folder, { recursive: true, force: true });
}

async function soak() {
  const upstream = await startUpstream(folder);
  const receiver = await startReceiver();
  const gateway = await plantain.start({
    upstream: upstream.origin,
    folder,
    dist: path.resolve(options.dist),
    nodeOptions: options['node-option'],
    logLevel: 'error',
    settings: { PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8' },
  });
  const command = (...args) => run(gateway, args);
  const account = JSON.parse(await command('accounts', 'create', '--name', 'soak', '--prepaid', '--json'));
  await command('accounts', 'top-up', account.id, '1000000', '--reason', 'soak');
  const key = (await command('keys', 'create', '--live', '--name', 'soak', '--account', account.id)).trim();
  const traffic = createTraffic({ origin: gateway.origin, key, rate: Number(options.rate), receiver });
  const faults = createFaults({ upstream, receiver, traffic });

  const samples = [];
  const startedAt = Date.now();
  const endsAt = startedAt + minutes * 60_000;
  const sampler = setInterval(() => samples.push(sample(gateway, startedAt)), sampleMs);
  console.log('minute  memory MB  descriptors  answered  failed  tasks open  fault');
  for (let minute = 1; Date.now() < endsAt; minute += 1) {
    const fault = faults.next();
    await sleep(Math.min(60_000, Math.max(0, endsAt - Date.now())));
    const { rss, descriptors } = await samples.at(-1);
    const { answered, failed, open } = traffic.figures();
    const cells = [minute, rss.toFixed(0), descriptors, answered, failed, open, fault];
    console.log(cells.map((cell, index) => String(cell).padEnd([8, 11, 13, 10, 8, 12, 0][index])).join(''));
    // Retention is days; a disk is not. What is half a minute old was fetched by whoever wanted it.
    await removeArtifacts(path.join(gateway.dataFolder, 'artifacts'), 30_000);
  }
  await faults.settled();
  await traffic.stop();
  clearInterval(sampler);
  return judge(await Promise.all(samples), traffic, receiver, command);
}

async function judge(samples, traffic, receiver, command) {
  const figures = traffic.figures();
  const books = await command('ledger', 'audit').catch((error) => error.stdout || error.message);
  const warm = samples.filter(({ atMs }) => atMs >= warmUpMinutes * 60_000);
  const slope = slopePerHour(warm.map(({ atMs, rss }) => [atMs, rss]));
  // Clients that wait while a fault lasts hold descriptors then; what counts is whether some are never given back.
  const quarter = Math.ceil(warm.length / 4);
  const middle = (some) => median(some.map(({ descriptors }) => descriptors));
  const grown = middle(warm.slice(-quarter)) - middle(warm.slice(0, quarter));
  const lost = figures.accepted - figures.ended;
  const verdicts = [
    ['memory slope after warm-up, MB/h', slope.toFixed(1), slope <= goals.slopeMbPerHour],
    ['descriptors, last quarter less first, medians', grown, grown <= goals.descriptors],
    ['tasks accepted and not ended', lost, lost === 0],
    ['failures while nothing was wrong', figures.unexpected, figures.unexpected === 0],
    ['the books', books.trim().split('\n')[0], books.startsWith('The books agree')],
  ];
  console.log(`\n${JSON.stringify(figures)}; callbacks received: ${receiver.received()}`);
  for (const [what, value, isMet] of verdicts)
    console.log(`${isMet ? 'met    ' : 'NOT MET'}  ${what}: ${value}`);
  if (figures.firstUnexpected) console.log(`first of them: ${figures.firstUnexpected}`);
  const results = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(results, { recursive: true });
  const kept = { minutes, warmUpMinutes, figures, verdicts, samples };
  await writeFile(path.join(results, 'soak.json'), `${JSON.stringify(kept)}\n`);
  return options.gate && verdicts.some(([, , isMet]) => !isMet) ? 1 : 0;
}

async function sample(gateway, startedAt) {
  const open = await readdir(`/proc/${gateway.pids[0]}/fd`);
  return { atMs: Date.now() - startedAt, rss: residentMb(gateway.pids), descriptors: open.length };
}

async function run(gateway, args) {
  const program = path.join(path.resolve(options.dist), 'cli/plantain.js');
  const env = { ...process.env, ...gateway.env };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  return stdout;
}
