import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

let root = path.dirname(fileURLToPath(import.meta.url));
while (!existsSync(path.join(root, 'scripts/client-table.mjs'))) root = path.dirname(root);

it('the page of clients says what the results of their tests say, and nothing else', async () => {
  await promisify(execFile)(process.execPath, ['scripts/client-table.mjs', '--check'], { cwd: root });
});
