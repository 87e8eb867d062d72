import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../start-program.mjs';
import { archivingExchange } from './contender.mjs';

export const name = 'naive';
const program = fileURLToPath(new URL('../naive-gateway.mjs', import.meta.url));

/** `naive-gateway.mjs`: no keys, no rows, nothing but the work itself. */
export async function start({ upstream, folder, core }) {
  await mkdir(folder, { recursive: true });
  const started = await startProgram({
    command: process.execPath,
    args: [program],
    env: { UPSTREAM: upstream, FOLDER: folder },
    core,
    logFile: path.join(folder, 'output.log'),
    ready: /listening on (\d+)/,
  });
  const port = Number(started.match[1]);
  return {
    name,
    port,
    origin: `http://127.0.0.1:${port}`,
    pids: [started.pid],
    hasLoop: true,
    archives: true,
    stop: started.stop,
    ...archivingExchange({}, (pathname) => path.join(folder, pathname)),
  };
}
