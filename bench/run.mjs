// Measures the gateway against others in one run, prints the tables and the goals, and writes them to bench/results/;
// with `--keep` also to docs/. `--help` lists the options.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAlternate } from './alternate.mjs';
import { judge } from './goals.mjs';
import { keepResults, readCommit, readKept } from './keep/kept-results.mjs';
import { figuresOf } from './keep/page.mjs';
import { contenderNames, lineUp, warmUp } from './line-up.mjs';
import { checkRoom, describeMachine, placement, takeLoadCore } from './measure/machine.mjs';
import { help, readOptions } from './options.mjs';
import { sizes } from './picture.mjs';
import { report } from './report.mjs';
import { onDemand, scenarios } from './scenarios.mjs';
import { killAll } from './start-program.mjs';

const names = {
  contenders: contenderNames,
  scenarios: scenarios.map(({ name }) => name),
  onDemand: onDemand.map(({ name }) => name),
};
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
  const measured = {
    at: new Date().toISOString().slice(0, 16),
    commit: readCommit(),
    machine: describeMachine(),
    isQuick: options.quick,
  };
  try {
    const figures = await measureAll(folder);
    const run = {
      measured,
      seconds: performance.now() / 1000,
      placement: placement
        ? `contenders on core ${placement.tested}, stub and load on core ${placement.load}`
        : 'nothing pinned',
      figures,
      goals: judge({ ...keptOnDemand(), ...figures }),
      failures: failuresIn(figures),
    };
    const text = report(run);
    console.log(text);
    await write(text, run);
    if (options.keep && run.failures.length === 0) keepResults(figures, measured);
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
    dist: options.dist,
    alternate: createAlternate(isQuick ? 75_000 : 720_000),
  };
  const figures = {};
  const measure = async (scenario) => {
    if (!options.scenario.includes(scenario.name)) return;
    const since = performance.now();
    figures[scenario.name] = await scenario.run(context);
    console.error(`${scenario.name}: ${((performance.now() - since) / 1_000).toFixed(0)} s`);
  };
  const [idle, ...others] = scenarios;
  await measure(idle);
  if (others.some(({ name }) => options.scenario.includes(name)))
    await warmUp([context.direct, ...context.contenders], isQuick ? 4_000 : 16_000);
  for (const scenario of [...others, ...onDemand]) await measure(scenario);
  for (const contender of context.contenders) await contender.stop();
  return figures;
}

/** What takes too long for every run was measured before, in runs of its own. */
function keptOnDemand() {
  const kept = figuresOf(readKept());
  const isOnDemand = (name) => name === 'growth' || names.onDemand.includes(name);
  return Object.fromEntries(Object.entries(kept).filter(([name]) => isOnDemand(name)));
}

/** A sentence for every place in the figures where answers were wrong. */
function failuresIn(value, trail = []) {
  if (typeof value !== 'object' || value === null) return [];
  if (value.failures > 0)
    return [`${trail.join(', ')}: ${value.failures} wrong answers, first: ${value.firstFailure}`];
  return Object.entries(value).flatMap(([key, inner]) => failuresIn(inner, [...trail, key]));
}

async function write(text, run) {
  const results = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(results, { recursive: true });
  await writeFile(path.join(results, 'latest.md'), text);
  await writeFile(path.join(results, 'latest.json'), `${JSON.stringify(run, null, 2)}\n`);
}
