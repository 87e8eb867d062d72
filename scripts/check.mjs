// Everything CI checks that needs no service: types, lint, format, import rules, unused code, the console, tests.
import { spawnSync } from 'node:child_process';

const steps = [
  ['types and build', 'node', ['scripts/build.mjs']],
  ['lint and format', 'npm', ['run', '--silent', 'lint']],
  ['import rules', 'npm', ['run', '--silent', 'deps']],
  ['unused code', 'npm', ['run', '--silent', 'unused']],
  // Installs the console's packages at the first time, and is soon done where nothing of it changed.
  ['types and build of the console', 'npm', ['run', '--silent', 'build:console']],
  ['tests', 'node', ['scripts/test.mjs']],
];
const only = process.argv.includes('--no-tests') ? steps.slice(0, -1) : steps;
for (const [title, command, args] of only) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
