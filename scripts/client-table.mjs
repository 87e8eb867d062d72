// The table of clients and what they can do here: docs/clients.md, from docs/clients.jsonl, from test results.
//   node scripts/client-table.mjs                 runs the tests on both Node versions and writes both files
//   node scripts/client-table.mjs --check         compares the page with the results it was made of
//   node scripts/client-table.mjs --check FILE    also compares the results with those of a run (PLANTAIN_CLIENT_TABLE)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { clientPage } from './client-page.mjs';
import { root } from './root.mjs';

const pageFile = path.join(root, 'docs/clients.md');
const resultsFile = path.join(root, 'docs/clients.jsonl');
const tests = ['real-clients/', 'conformance/app-requests'];

const [flag, runFile] = process.argv.slice(2);
if (flag === '--check') check();
else write();

function write() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantain-client-table-'));
  const lines = path.join(folder, 'results.jsonl');
  writeFileSync(lines, '');
  const node24 = path.join(root, 'test/real-clients/node24/node_modules/node/bin/node');
  const failed = [process.execPath, node24].filter((node) => {
    const env = { ...process.env, PLANTAIN_TEST_NODE: node, PLANTAIN_CLIENT_TABLE: lines };
    const stdio = ['ignore', 'ignore', 'inherit'];
    return (
      spawnSync(process.execPath, ['scripts/test.mjs', ...tests], { cwd: root, env, stdio }).status !== 0
    );
  });
  const results = readResults(lines);
  rmSync(folder, { recursive: true, force: true });
  if (results.length === 0) throw new Error('no test ran');
  writeFileSync(resultsFile, resultsText(results));
  const page = clientPage(results);
  writeFileSync(pageFile, page);
  console.log(page);
  if (failed.length > 0) throw new Error(`tests failed on ${failed.join(' and ')}`);
}

function check() {
  const kept = readFileSync(resultsFile, 'utf8');
  const wrong = [];
  if (clientPage(readResults(resultsFile)) !== readFileSync(pageFile, 'utf8')) {
    wrong.push('docs/clients.md is not what docs/clients.jsonl says');
  }
  if (runFile && resultsText(readResults(runFile)) !== kept) {
    wrong.push('docs/clients.jsonl is not what the tests of this run gave');
  }
  for (const sentence of wrong) console.error(`${sentence}: node scripts/client-table.mjs`);
  if (wrong.length > 0) process.exitCode = 1;
}

/** In an order that does not depend on which test file ended first; of a test that ran twice the later run counts. */
function readResults(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const latest = new Map(lines.map((line) => [line.replace(/"passed":\w+/, ''), line]));
  return [...latest.values()].sort().map((line) => JSON.parse(line));
}

function resultsText(results) {
  return results.map((result) => `${JSON.stringify(result)}\n`).join('');
}
