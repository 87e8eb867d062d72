// Compiles with plain tsc (incremental) and removes outputs whose source is gone: plug-ins are discovered
// in dist/ at boot, so a stale file there would be loaded.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const outDir = path.join(root, process.env.PLANTAIN_BUILD_DIR ?? 'dist');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

if (!existsSync(outDir))
  console.log('Compiling. The first time takes half a minute, later ones a second or two.');
const result = spawnSync(
  process.execPath,
  [tsc, '-p', root, '--outDir', outDir, '--tsBuildInfoFile', path.join(outDir, '.tsbuildinfo')],
  { stdio: 'inherit' },
);
if (result.status !== 0) process.exit(result.status ?? 1);

function prune(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      prune(file);
      if (readdirSync(file).length === 0) rmSync(file, { recursive: true });
      continue;
    }
    const source = path.join(root, path.relative(outDir, file)).replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(source)) rmSync(file);
  }
}
for (const part of readdirSync(outDir, { withFileTypes: true })) {
  // dist/console is written by scripts/build-console.mjs.
  if (part.isDirectory() && part.name !== 'console') prune(path.join(outDir, part.name));
}
