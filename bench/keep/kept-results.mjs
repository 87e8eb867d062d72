// What was measured last, kept in the repository: a line of docs/speed.jsonl for every scenario, with the machine,
// the commit and the time it was measured at. docs/speed.md and docs/assets/speed.svg are made from it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chart } from './chart.mjs';
import { figuresOf, page } from './page.mjs';

const fileOf = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const resultsFile = fileOf('speed.jsonl');

/** `{ [scenario]: { scenario, measured, figures } }`; nothing when nothing was kept. */
export function readKept() {
  let text = '';
  try {
    text = readFileSync(resultsFile, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const lines = text.split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => JSON.parse(line)).map((line) => [line.scenario, line]));
}

/** Puts newly measured scenarios in the place of the kept ones, and writes the page and the chart anew. */
export function keepResults(figures, measured) {
  const kept = readKept();
  for (const [scenario, each] of Object.entries(figures)) {
    if (Object.keys(each ?? {}).length > 0) kept[scenario] = { scenario, measured, figures: each };
  }
  const lines = Object.values(kept).sort((one, other) => (one.scenario < other.scenario ? -1 : 1));
  writeFileSync(resultsFile, lines.map((line) => `${JSON.stringify(line, shortNumber)}\n`).join(''));
  for (const [file, text] of madeFiles(readKept())) writeFileSync(file, text);
}

/** Names of the files that are not what the kept results say. */
export function filesThatDiffer() {
  return madeFiles(readKept()).flatMap(([file, text]) => (readFileSync(file, 'utf8') === text ? [] : [file]));
}

const madeFiles = (kept) => [
  [fileOf('speed.md'), page(kept)],
  [fileOf('assets/speed.svg'), chart(figuresOf(kept))],
];

/** Five figures are more than any of them is exact to. */
const shortNumber = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);

/** The commit that is measured; `+` when files differ from it. */
export function readCommit() {
  const git = (...args) => execFileSync('git', args, { cwd: fileOf('.'), encoding: 'utf8' }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--', '../src', '../bench', '../package.json') !== '';
    return `${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
