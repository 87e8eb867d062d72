import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { goFirst } from '../measure/machine.mjs';

const program = fileURLToPath(new URL('./pinger.mjs', import.meta.url));

/** Pings a port until `finish()`, which resolves with `{ waitsMs, failures }`. */
export async function startPinging(port) {
  const child = spawn(process.execPath, [program, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  goFirst(child.pid);
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  return {
    async finish() {
      child.stdin.end();
      await closed;
      return JSON.parse(output.slice(output.indexOf('\n') + 1));
    },
  };
}
