// Runs the tests with real client packages on both Node versions and prints one table of client and capability.
// Every cell is a test that ran: nothing here is typed by hand.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'plantain-client-table-'));
const results = path.join(folder, 'results.jsonl');
writeFileSync(results, '');

const node24 = path.join(root, 'test/real-clients/node24/node_modules/node/bin/node');
let failed = false;
for (const node of [process.execPath, node24]) {
  const { status } = spawnSync(process.execPath, ['scripts/test.mjs', 'real-clients/'], {
    cwd: root,
    env: { ...process.env, PLANTAIN_TEST_NODE: node, PLANTAIN_CLIENT_TABLE: results },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  failed ||= status !== 0;
}
const cells = readFileSync(results, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(folder, { recursive: true, force: true });

const clients = [...new Set(cells.map(({ client }) => client))].sort();
const capabilities = [...new Set(cells.map(({ capability }) => capability))].sort();
console.log(`| | ${clients.join(' | ')} |`);
console.log(`|---|${clients.map(() => '---').join('|')}|`);
for (const capability of capabilities) {
  const row = clients.map((client) => {
    const found = cells.filter((cell) => cell.client === client && cell.capability === capability);
    if (found.length === 0) return '';
    return found.every(({ passed }) => passed) ? 'yes' : 'FAILS';
  });
  console.log(`| ${capability} | ${row.join(' | ')} |`);
}
process.exit(failed || cells.length === 0 ? 1 : 0);
