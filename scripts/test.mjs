// Runs the compiled tests with Node's own runner. Arguments: parts of file names to keep.
// Node 20 takes no globs for --test, hence the walk. With PLANTAIN_TEST_AGAIN=1, files that failed run once more by
// themselves, and the run passes if they do; what needed that is told as UNSTEADY.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';
import { groupTests, mayRunAgain, processLimitMs } from './test-groups.mjs';

const outDir = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist');
const wanted = process.argv.slice(2);
/** Not in the everyday run: they need what .ci/run installs, or take long and watch what few changes touch. */
const leftOut = {
  'real client packages': ['test/real-clients/'],
  'traces, which need the SDK of OpenTelemetry': ['test/tracing/'],
  browser: ['test/browser/'],
  'tasks and callbacks that are killed, drained or resumed': [
    'test/callbacks/kill',
    'test/tasks/crash',
    'test/tasks/drain',
    'test/conformance/resumed-tasks',
  ],
  'long backlogs of callbacks': ['test/callbacks/backlog'],
  'a data folder that is served a second time': ['test/gateway/served-once'],
  'processes that die at every point of a charge': ['test/money/crash-points', 'test/gateway/kill'],
  'a thousand clients that watch one task': ['test/tasks/watching'],
  'the long runs of the limiters': ['src/admission/rate-limit/memory-limiter'],
  'whole runs of checks, their schedule and their faults': [
    'test/verification/runs',
    'test/verification/schedule',
    'test/verification/faults',
  ],
  'the commands of operators': [
    'test/cli/channels',
    'test/cli/doctor',
    'test/cli/generate',
    'test/gateway/operator-commands',
  ],
  'odd requests by the hundred, and task gateways and relays at length': [
    'test/edge/api-edge',
    'test/conformance/task-gateways',
    'test/conformance/streams-of-relays',
    'test/conformance/several-results',
  ],
  'what stands still for a while: a store, an archive, a model, a busy account': [
    'test/faults/store-away',
    'test/gateway/archive-gate',
    'test/gateway/process-limits',
    'test/tasks/gone-model',
    'test/money/last-credits',
    'test/money/concurrency-cap',
  ],
  'a backup that is put back': ['test/docs-site/backup'],
  'what a power cut leaves of the database': ['src/store/sqlite/durability'],
  'every size of every model of the emulator': ['emulator/models/picture-sizes'],
};
/** These are in every run, and skip themselves where there is no such service. */
const services = ['PostgreSQL', 'S3'];
const isLeftOut = (file) =>
  Object.values(leftOut).some((parts) => parts.some((part) => file.startsWith(part)));

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(file);
    else if (entry.name.endsWith('.test.js')) yield file;
  }
}
const all = [...walk(outDir)].map((file) => path.relative(outDir, file).split(path.sep).join('/')).sort();
// A file that was renamed must not quietly leave a run it belongs to, or join one it was left out of.
const stale = [
  ...wanted.filter((part) => !all.some((file) => file.includes(part))),
  ...Object.values(leftOut)
    .flat()
    .filter((part) => !all.some((file) => file.startsWith(part))),
];
if (stale.length > 0) {
  console.error(`no test file matches ${stale.join(', ')}`);
  process.exit(1);
}
const files = all.filter((file) =>
  wanted.length > 0
    ? wanted.some((part) => file.includes(part))
    : process.env.PLANTAIN_TEST_ALL === '1' || !isLeftOut(file),
);
// One more than there are cores: tests wait for other processes and for the disk about as long as they compute.
// Gateways of two files on one database would perform each other's tasks.
const processes = process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL
  ? 1
  : Math.min(4, os.availableParallelism() + 1);
const folder = mkdtempSync(path.join(os.tmpdir(), 'plantain-test-groups-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const first = await run(files, processes);
let status = first.status;
if (status !== 0 && process.env.PLANTAIN_TEST_AGAIN === '1' && mayRunAgain(first, files)) {
  const names = first.failed.join(', ');
  console.log(`Failed, and run again by themselves: ${names}`);
  status = (await run(first.failed, 1)).status;
  if (status === 0) console.log(`UNSTEADY: failed, and passed when run again: ${names}`);
}
if (wanted.length === 0 && process.env.PLANTAIN_TEST_ALL !== '1') {
  const left = [...services, ...Object.keys(leftOut)];
  console.log(`Left out here (.ci/run installs what they need and runs them): ${left.join(', ')}.`);
}
process.exit(status);

async function run(chosen, concurrency) {
  const failures = path.join(folder, 'failures');
  const groups = groupTests(outDir, chosen, folder);
  const child = spawn(
    process.env.PLANTAIN_TEST_NODE ?? process.execPath,
    [
      '--enable-source-maps',
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${processLimitMs}`,
      `--test-reporter=${process.stdout.isTTY ? 'spec' : 'tap'}`,
      '--test-reporter-destination=stdout',
      `--test-reporter=${pathToFileURL(path.join(root, 'scripts/failed-files.mjs'))}`,
      `--test-reporter-destination=${failures}`,
      ...groups.keys(),
    ],
    { stdio: 'inherit' },
  );
  // Whoever ends this run ends all of it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  const [code, signal] = await once(child, 'exit');
  if (signal) process.exit(1);
  const names = readFileSync(failures, 'utf8').split('\n').filter(Boolean);
  // A process that fails without a test that does, as one that is kept open, is named by its group.
  const failed = names.flatMap((name) => groups.get(name) ?? name.replace(/\.ts$/, '.js'));
  return { status: code, failed, count: names.length };
}
