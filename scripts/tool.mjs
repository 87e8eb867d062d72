// Runs a check tool, installing the tools at their first use. Their packages list builds for platforms that not
// every registry carries, which `npm ci` refuses to overlook; hence exact versions and no lock file.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const folder = path.join(root, 'test/tools');
const [name, ...args] = process.argv.slice(2);
const program = path.join(folder, 'node_modules/.bin', name);

if (!existsSync(program)) {
  const { status } = spawnSync('npm', ['install', '--prefix', folder], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: root });
process.exit(status ?? 1);
