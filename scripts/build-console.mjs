// Builds console/ into dist/console when its sources changed, installing its packages at the first time. They are
// not in the root's lock file: the gateway runs without them, and they list builds for platforms that not every
// registry carries, which `npm ci` refuses to overlook; hence exact versions.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const folder = path.join(root, 'console');
const stamp = path.join(root, 'dist/console/.sources');

const sources = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  .filter((name) => !name.startsWith('node_modules'))
  .sort();
const hash = createHash('sha256');
for (const name of sources) hash.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
// The console reads what the client for programs reads, by the same types.
for (const name of ['api-types.ts', 'read-events.ts'])
  hash.update(readFileSync(path.join(root, 'client', name)));
const wanted = hash.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const known = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(known)) run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  run('npm', ['run', '--silent', 'build']);
  writeFileSync(stamp, wanted);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
