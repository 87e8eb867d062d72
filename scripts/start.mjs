// `npm start`: build what changed, then run `plantain serve` in this very process, so signals reach it. The console
// is built beside it: the gateway need not wait, and its page says so until it is there.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './build.mjs';

const building = spawn(process.execPath, [fileURLToPath(new URL('build-console.mjs', import.meta.url))], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
let complaints = '';
building.stderr.on('data', (text) => (complaints += text));
building.on('exit', (code) => {
  if (code !== 0) console.error(`The console was not built; the gateway runs without it.\n${complaints}`);
});

process.argv.splice(2, 0, 'serve');
await import('../dist/cli/plantain.js');
