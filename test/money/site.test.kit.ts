import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type EmulatorOptions, startEmulator } from '../../emulator/index.ts';
import { createKeys } from '../../src/admission/keys.ts';
import type { KeySettings } from '../../src/generation/caller.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type GatewayProcess, startProcess } from '../gateway/process.test.kit.ts';
import type { TestEngine } from '../services/test-engines.ts';
import { openPrepaid } from './books.test.kit.ts';

/** A database, an archive and an upstream; gateway processes come and go. */
export interface Site {
  /** A handle of the test's own. */
  readonly store: Store;
  readonly archive: string;
  readonly folder: string;
  readonly spoolFolders: readonly string[];
  readonly upstream: Awaited<ReturnType<typeof startEmulator>>;
  /** Starts a gateway process; all processes share database and archive. */
  start(env?: Record<string, string>, within?: readonly string[]): Promise<GatewayProcess>;
  /** A live key of a new prepaid account. */
  prepaidKey(micros: number, settings?: KeySettings): Promise<PrepaidKey>;
  close(): Promise<void>;
}

/** A budget that refuses nothing, so that the books of a key tell whether all it spends is counted. */
export const counted: KeySettings = { budget: { totalMicros: 1_000_000_000_000 } };

export interface PrepaidKey {
  readonly id: string;
  readonly key: string;
  readonly accountId: string;
}

export async function openSite(
  engine: TestEngine,
  options: { upstreamUrl?: string; emulator?: EmulatorOptions; channels?: readonly object[] } = {},
): Promise<Site> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-money-'));
  const database = await engine.create();
  const upstream = await startEmulator({ port: 0, ...options.emulator });
  const configFile = path.join(folder, 'plantain.yaml');
  const url = options.upstreamUrl ?? upstream.url;
  await writeFile(
    configFile,
    JSON.stringify({
      channels: options.channels ?? [
        { id: 'upstream', provider: 'gemini-api', base_url: url, credential: 'canary', priority: 1 },
      ],
    }),
  );
  const isSqlite = database.url.startsWith('sqlite:');
  const archive = path.join(folder, 'artifacts');
  const store = await openStore({
    url: isSqlite ? `sqlite:${path.join(folder, 'plantain.db')}` : database.url,
  });
  const processes: GatewayProcess[] = [];
  let accounts = 0;
  return {
    store,
    archive,
    folder,
    spoolFolders: [path.join(folder, 'spool'), path.join(archive, '.spool')],
    upstream,
    async start(env = {}, within = []) {
      const settings: Record<string, string> = {
        PLANTAIN_DATA_DIR: folder,
        PLANTAIN_CONFIG: configFile,
        PLANTAIN_LOG_LEVEL: 'error',
        PLANTAIN_REFERENCE_ALLOW: '127.0.0.0/8',
        PLANTAIN_REQUESTS_PER_MINUTE: '1000000',
        ...(isSqlite ? {} : { DATABASE_URL: database.url }),
        ...env,
      };
      const started = await startProcess(settings, within);
      processes.push(started);
      return started;
    },
    async prepaidKey(micros, settings = {}) {
      accounts += 1;
      const accountId = `prepaid-${accounts}`;
      await store.write(openPrepaid, { accountId, micros, nowMs: systemClock.now() });
      const keys = createKeys(store, systemClock);
      const { id, key } = await keys.create({ mode: 'live', name: accountId, accountId, settings });
      return { id, key, accountId };
    },
    async close() {
      await Promise.all(processes.map((gateway) => gateway.end('SIGKILL')));
      await store.close();
      await upstream.close();
      await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
