// Measures the gateway against a naive one and nginx in one run, prints the tables and the goals, and writes them
// to bench/results/. `--help` lists the options.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAlternate } from './alternate.mjs';
import { judge } from './goals.mjs';
import { contenderNames, lineUp, warmUp } from './line-up.mjs';
import { checkRoom, describeMachine, placement, takeLoadCore } from './measure/machine.mjs';
import { help, readOptions } from './options.mjs';
import { sizes } from './picture.mjs';
import { report } from './report.mjs';
import * as idle from './scenarios/idle.mjs';
import * as latency from './scenarios/latency.mjs';
import * as logLevels from './scenarios/log-levels.mjs';
import * as manyInFlight from './scenarios/many-in-flight.mjs';
import * as polls from './scenarios/polls.mjs';
import * as starts from './scenarios/starts.mjs';
import * as throughput from './scenarios/throughput.mjs';
import { killAll } from './start-program.mjs';

/** The idle gateway first, before it is warm; then what must not be cut short before what may. */
const scenarios = [manyInFlight, throughput, latency, polls, starts, logLevels];
const names = { contenders: contenderNames, scenarios: [idle, ...scenarios].map(({ name }) => name) };
const options = readOptions(names);

if (options.help) console.log(help(names));
else process.exitCode = await main();

async function main() {
  if (process.platform !== 'linux')
    throw new Error('the bench reads /proc and pins with taskset: Linux only');
  // The most that can lie in the archives at one moment, and as much again for the database, logs and neighbours.
  await checkRoom(options.folder, 2 * (options.quick ? 100 : 1000) * sizes.large + 1e9);
  const folder = await mkdtemp(path.join(options.folder, 'plantain-bench-'));
  process.once('SIGINT', () => process.exit(130));
  takeLoadCore();
  const startedAt = new Date().toISOString();
  try {
    const figures = await measureAll(folder);
    const run = {
      startedAt,
      seconds: performance.now() / 1000,
      isQuick: options.quick,
      machine: describeMachine(),
      placement: placement
        ? `contenders on core ${placement.tested}, stub and load on core ${placement.load}`
        : 'nothing pinned',
      figures,
      goals: judge(figures),
      failures: failuresIn(figures),
    };
    const text = report(run);
    console.log(text);
    await keep(text, run);
    return run.failures.length > 0 || (options.gate && run.goals.some((goal) => goal.isMet === false))
      ? 1
      : 0;
  } finally {
    killAll();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureAll(folder) {
  const { quick: isQuick } = options;
  const context = {
    ...(await lineUp(folder, options)),
    folder,
    isQuick,
    alternate: createAlternate(isQuick ? 75_000 : 330_000),
  };
  const figures = {};
  const measure = async (scenario) => {
    if (options.scenario.includes(scenario.name)) figures[scenario.name] = await scenario.run(context);
  };
  await measure(idle);
  await warmUp(context, isQuick ? 3000 : 6000);
  for (const scenario of scenarios) await measure(scenario);
  for (const contender of context.contenders) await contender.stop();
  return figures;
}

/** A sentence for every place in the figures where answers were wrong. */
function failuresIn(value, trail = []) {
  if (typeof value !== 'object' || value === null) return [];
  if (value.failures > 0)
    return [`${trail.join(', ')}: ${value.failures} wrong answers, first: ${value.firstFailure}`];
  return Object.entries(value).flatMap(([key, inner]) => failuresIn(inner, [...trail, key]));
}

async function keep(text, run) {
  const results = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(results, { recursive: true });
  await writeFile(path.join(results, 'latest.md'), text);
  await writeFile(path.join(results, 'latest.json'), `${JSON.stringify(run, null, 2)}\n`);
}
