import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection, jsonRequest } from '../load/connection.mjs';
import { cpuMs } from '../measure/process-figures.mjs';
import { startProgram } from '../start-program.mjs';

/** A gateway process on the database, on a core of its own if one is named, and tasks posted to it over one connection per lane. */
export async function openHttpDoor(dist, database, folder, core) {
  const upstream = await openSilentUpstream();
  const dataFolder = database.dataFolder ?? path.join(folder, new URL(database.url).pathname.slice(1));
  const configFile = path.join(folder, 'channels.json');
  await writeFile(configFile, JSON.stringify({ channels: [channel(upstream.url)] }));
  const gateway = await startProgram({
    command: process.execPath,
    args: [fileURLToPath(`${dist}/cli/plantain.js`), 'serve'],
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: database.dataFolder ? '' : database.url,
      PLANTAIN_DATA_DIR: dataFolder,
      PLANTAIN_CONFIG: configFile,
      PLANTAIN_LOG_LEVEL: 'warn',
      PLANTAIN_MAX_RUNNING: '1',
      PLANTAIN_REQUESTS_PER_MINUTE: '10000000',
    },
    core,
    logFile: `${dataFolder}.log`,
    ready: /Plantain listens on (http:\S+:(\d+))/,
  });
  const port = Number(gateway.match[2]);
  const request = jsonRequest('/v1/generations', body, {
    authorization: `Bearer ${await createKey(dist, database.url)}`,
  });
  const lanes = [];
  return {
    async accept(lane) {
      lanes[lane] ??= new Connection(port);
      const answer = await lanes[lane].send(request);
      if (answer.status !== 202) throw new Error(`${answer.status}: ${answer.text}`);
    },
    commits: () => Number.NaN,
    cpuUs: () => cpuMs([gateway.pid]) * 1_000,
    async close() {
      for (const lane of lanes) lane.close();
      upstream.close();
      await gateway.stop();
    },
  };
}

const body = {
  model: 'nano-banana-2',
  prompt: 'A ripe plantain on a wooden table, morning light, shallow depth of field',
  resolution: '1K',
};
const channel = (url) => ({ id: 'bench', provider: 'gemini-api', base_url: url, credential: 'none' });

async function createKey(dist, url) {
  const { openStore } = await import(`${dist}/src/store/open-store.js`);
  const { createKeys } = await import(`${dist}/src/admission/keys.js`);
  const store = await openStore({ url });
  try {
    const keys = createKeys(store, { now: () => Date.now() });
    const settings = { concurrency: 1_000_000_000, requestsPerMinute: 10_000_000 };
    return (await keys.create({ mode: 'live', name: 'bench', settings })).key;
  } finally {
    await store.close();
  }
}

/** Takes requests and never answers them. */
async function openSilentUpstream() {
  const server = createServer((request) => request.resume());
  server.requestTimeout = 0;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
