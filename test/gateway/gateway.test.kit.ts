import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type EmulatorOptions, startEmulator } from '../../emulator/index.ts';
import { type App, createApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import type { LeaseClock } from '../../src/records/lease-clock.ts';

export interface TestGateway {
  readonly app: App;
  readonly url: string;
  /** Works against `upstream`, an emulator configured as a live channel. */
  readonly liveKey: string;
  readonly testKey: string;
  readonly upstream: Awaited<ReturnType<typeof startEmulator>>;
  readonly dataFolder: string;
  /** Everything logged so far. */
  readonly logText: () => string;
  /** POSTs JSON with the live key. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly env?: Record<string, string>;
  readonly emulator?: EmulatorOptions;
  /** Its monotonic time passes as this clock's does. */
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
}

/** A whole gateway in this process, on free ports and in a folder of its own, with a live channel to an emulator. */
export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'plantain-test-'));
  const upstream = await startEmulator({ port: 0, ...options.emulator });
  const config: Config = {
    ...readConfig({
      PORT: '0',
      PLANTAIN_DATA_DIR: dataFolder,
      PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8',
      ...storeVariables(),
      ...options.env,
    }),
    channels: [
      {
        id: 'upstream',
        provider: 'gemini-api',
        base_url: upstream.url,
        credential: 'canary-channel-credential',
        tier: 'official',
        priority: 1,
        enabled: true,
        settings: {},
      },
    ],
    ...options.config,
  };
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const { clock } = options;
  const app = await createApp(config, { log, ...(clock ? { clock, leaseClock: leasesBy(clock) } : {}) });
  const url = await app.listen();
  const { key: liveKey } = await app.keys.create({ mode: 'live', name: 'live' });
  const { key: testKey } = await app.keys.create({ mode: 'test', name: 'test' });
  return {
    app,
    url,
    liveKey,
    testKey,
    upstream,
    dataFolder,
    logText: () => lines.join(''),
    post: (target, body, headers = {}) =>
      fetch(url + target, {
        method: 'POST',
        headers: { authorization: `Bearer ${liveKey}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async close() {
      await app.close();
      await upstream.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

const leasesBy = ({ now }: Clock): LeaseClock => ({
  now,
  elapsedMs: now,
  catchUp: () => undefined,
  follow: async () => undefined,
});

/** The same tests run on PostgreSQL where the environment names one. */
function storeVariables(): Record<string, string> {
  const url = process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL;
  return url ? { DATABASE_URL: url } : {};
}
