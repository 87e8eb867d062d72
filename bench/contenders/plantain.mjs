import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startProgram } from '../start-program.mjs';
import { archivingExchange } from './contender.mjs';

export const name = 'plantain';

/** This gateway as `plantain serve` runs it: keys, rows, archive and metrics on. Its sandbox child is not counted. */
export async function start({
  upstream,
  folder,
  core,
  dist,
  logLevel = 'warn',
  nodeOptions = [],
  settings = {},
}) {
  await mkdir(folder, { recursive: true });
  const configFile = path.join(folder, 'channels.yaml');
  const dataFolder = path.join(folder, 'data');
  await writeFile(configFile, channels(upstream));
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    PLANTAIN_DATA_DIR: dataFolder,
    PLANTAIN_CONFIG: configFile,
    PLANTAIN_LOG_LEVEL: logLevel,
    PLANTAIN_PUBLIC_URL: '',
    PLANTAIN_ARTIFACTS: '',
    DATABASE_URL: '',
    GEMINI_API_KEY: '',
    // One key asks for more here than any should in earnest; it is counted all the same.
    PLANTAIN_REQUESTS_PER_MINUTE: '10000000',
    ...settings,
  };
  const program = path.join(dist, 'cli/plantain.js');
  const started = await startProgram({
    command: process.execPath,
    args: [...nodeOptions, program, 'serve'],
    env,
    core,
    logFile: path.join(folder, 'output.log'),
    ready: /Plantain listens on (http:\S+:(\d+))/,
  });
  const key = await promisify(execFile)(
    process.execPath,
    [program, 'keys', 'create', '--live', '--name', 'bench'],
    {
      env: { ...process.env, ...env },
    },
  );
  const [, origin, port] = started.match;
  const headers = { authorization: `Bearer ${key.stdout.trim()}` };
  return {
    name: logLevel === 'warn' ? name : `${name}, log ${logLevel}`,
    port: Number(port),
    origin,
    pids: [started.pid],
    hasLoop: true,
    archives: true,
    dataFolder,
    env,
    headers,
    stop: started.stop,
    ...archivingExchange(headers, (pathname) =>
      path.join(dataFolder, 'artifacts', pathname.replace('/task-artifacts/', '')),
    ),
  };
}

const channels = (upstream) =>
  `channels:
  - id: bench
    provider: gemini-api
    base_url: ${upstream}
    credential: none
`;
