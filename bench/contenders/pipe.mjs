import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../start-program.mjs';
import { nativeExchange } from './contender.mjs';

export const name = 'pipe';
const program = fileURLToPath(new URL('../pipe-gateway.mjs', import.meta.url));

/** `pipe-gateway.mjs`: passes bytes on and does nothing else. */
export async function start({ upstream, folder, core }) {
  await mkdir(folder, { recursive: true });
  const { pid, match, stop } = await startProgram({
    command: process.execPath,
    args: [program],
    env: { UPSTREAM: upstream },
    core,
    logFile: path.join(folder, 'output.log'),
    ready: /listening on (\d+)/,
  });
  const port = Number(match[1]);
  const origin = `http://127.0.0.1:${port}`;
  return { name, port, origin, pids: [pid], hasLoop: true, archives: false, stop, ...nativeExchange() };
}
