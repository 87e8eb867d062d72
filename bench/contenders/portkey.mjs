import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/services/server-process.mjs';
import { untilUp } from '../measure/until-up.mjs';
import { startProgram } from '../start-program.mjs';
import { base64Exchange } from './contender.mjs';

export const name = 'portkey';
const packages = fileURLToPath(new URL('../portkey/node_modules', import.meta.url));
const program = path.join(packages, '@portkey-ai', 'gateway', 'build', 'start-server.js');

/** Portkey's gateway from npm, in front of an upstream that speaks OpenAI's contract. */
export async function start({ upstream, folder, core }) {
  if (!existsSync(program)) {
    console.error(
      '\n  Portkey is NOT INSTALLED: the goal against it is not measured (npm ci --prefix bench/portkey)\n',
    );
    return undefined;
  }
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const { pid, stop } = await startProgram({
    command: process.execPath,
    args: [program, `--port=${port}`, '--headless'],
    core,
    logFile: path.join(folder, 'output.log'),
    ready: /^/,
  });
  const origin = `http://127.0.0.1:${port}`;
  await untilUp(`${origin}/`);
  const headers = {
    authorization: 'Bearer unused',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
  };
  return {
    name,
    port,
    origin,
    pids: [pid],
    hasLoop: false,
    archives: false,
    stop,
    ...base64Exchange(headers),
  };
}
