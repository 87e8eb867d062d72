import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmulator } from '../../emulator/index.ts';
import type { NewRequest } from '../../src/admission/accept.ts';
import { createKeys } from '../../src/admission/keys.ts';
import { type BuiltPipeline, buildPipeline } from '../../src/app/build-pipeline.ts';
import { openResources } from '../../src/app/open-resources.ts';
import { readChannels } from '../../src/app/read-channels.ts';
import type { ArtifactStore } from '../../src/archive/stores/artifact-store.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { readConfig } from '../../src/config.ts';
import { plainRequest } from '../../src/generation/plain-request.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { requestId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import type { LeaseClock } from '../../src/records/lease-clock.ts';
import type { Store } from '../../src/store/store.ts';
import { createRunner, type Runner } from '../../src/tasks/runner.ts';
import { prepareQueue } from '../../src/tasks/start-queue.ts';
import type { UpkeepParts } from '../../src/upkeep.ts';
import { discoverProviders } from '../conformance/provider-work.test.kit.ts';
import { openPrepaid } from '../money/books.test.kit.ts';
import type { TestEngine } from '../services/test-engines.ts';

/** What fails, where a test says so. Each is asked before the deed, which is not done when an error comes back. */
export interface Faults {
  write?: (unit: string) => Error | undefined;
  read?: (unit: string) => Error | undefined;
  /** Asked after the deed. */
  written?: (unit: string) => Error | undefined;
  keep?: (key: string) => Error | undefined;
  /** Asked after the deed. */
  kept?: (key: string) => Error | undefined;
  remove?: (key: string) => Error | undefined | Promise<undefined>;
}

/** What a gateway process performs generations with, without its door. */
export interface House extends BuiltPipeline {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly upkeep: UpkeepParts;
  readonly runner: Runner;
  readonly faults: Faults;
  /** How long its monotonic clock stood still while it was suspended. */
  readonly machine: { lostMs: number };
  readonly logText: () => string;
}

/** One database and one archive, on which houses of the same clock stand. */
export interface Ground {
  nowMs: number;
  /** How far the wall clocks of all houses were set forward since; less than 0: back. */
  steppedMs: number;
  readonly upstream: Awaited<ReturnType<typeof startEmulator>>;
  /** `aheadMs`: how far its wall clock is ahead of the database's. */
  build(upstreamUrl?: string, aheadMs?: number): Promise<House>;
  /** A create of one picture by a new account; a task unless it is told otherwise. */
  request(wish?: Partial<GenerationRequest>): Promise<NewRequest>;
  close(): Promise<void>;
}

export async function openGround(engine: TestEngine): Promise<Ground> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-faults-'));
  const database = await engine.create();
  const upstream = await startEmulator({ port: 0 });
  const providers = new Map((await discoverProviders()).map((provider) => [provider.name, provider]));
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  const closing: (() => Promise<void>)[] = [];
  let first: House | undefined;
  let accounts = 0;

  const ground: Ground = {
    nowMs: Date.UTC(2026, 10, 22, 12),
    steppedMs: 0,
    upstream,
    async build(upstreamUrl = upstream.url, aheadMs = 0) {
      const clock = { now: () => ground.nowMs + ground.steppedMs + aheadMs };
      const machine = { lostMs: 0 };
      const leaseClock: LeaseClock = {
        now: () => ground.nowMs - machine.lostMs,
        elapsedMs: () => ground.nowMs - machine.lostMs,
        follow: async () => {
          machine.lostMs = 0;
        },
        catchUp: () => (machine.lostMs === 0 ? undefined : leaseClock.follow()),
      };
      const config = {
        ...readConfig({
          PLANTAIN_DATA_DIR: folder,
          PLANTAIN_REFERENCE_ALLOW: '127.0.0.1/32',
          ...(database.url.startsWith('sqlite:') ? {} : { DATABASE_URL: database.url }),
        }),
        channels: [
          {
            id: 'upstream',
            provider: 'gemini-api',
            base_url: upstreamUrl,
            credential: 'canary',
            tier: 'official' as const,
            priority: 1,
            enabled: true,
            settings: {},
          },
        ],
      };
      const lines: string[] = [];
      const log = createLog('info', { write: (line) => void lines.push(line) });
      const opened = await openResources(config, log, clock, undefined);
      closing.push(() => opened.close());
      await prepareQueue(config, opened.store.engine, log);
      const faults: Faults = {};
      const resources = {
        ...opened,
        leaseClock,
        store: failingStore(opened.store, faults),
        files: failingFiles(opened.files, faults),
      };
      const channels = readChannels(config, providers, catalog);
      const built = buildPipeline({
        config,
        resources,
        catalog,
        providers,
        publicUrl: () => 'http://localhost',
        channels: () => channels,
        reasonAgainst: () => undefined,
        verifiedReferences: () => 0,
        onEnd: () => undefined,
      });
      const { store, files, owner } = resources;
      const house: House = {
        ...built,
        store,
        files,
        faults,
        machine,
        logText: () => lines.join(''),
        upkeep: { ...resources, ...built, retentionMs: config.retentionMs, spoolFolders: [] },
        runner: createRunner({
          store,
          leaseClock,
          owner,
          limit: 10,
          mayBegin: () => built.archive.isOpen,
          perform: (ticket) => built.pipeline.perform(ticket).then(ended, ended),
        }),
      };
      first ??= house;
      return house;
    },
    async request(wish = {}) {
      accounts += 1;
      const accountId = `prepaid-${accounts}`;
      const { store } = first as House;
      await store.write(openPrepaid, { accountId, micros: 10_000_000, nowMs: ground.nowMs });
      const key = await createKeys(store, { now: () => ground.nowMs }).create({
        mode: 'live',
        name: accountId,
        accountId,
      });
      return {
        id: requestId(ground.nowMs),
        request: { ...picture, ...wish },
        caller: {
          keyId: key.id,
          keyName: accountId,
          accountId,
          unlimited: false,
          mode: 'live',
          settings: {},
        },
        choice: {},
      };
    },
    async close() {
      for (const close of closing) await close();
      await upstream.close();
      await database.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return ground;
}

const ended = () => undefined;

const picture: GenerationRequest = {
  ...plainRequest('nano-banana-2', 'a plantain'),
  resolution: '1K',
  kind: 'async-image',
};

function failingStore(store: Store, faults: Faults): Store {
  return {
    engine: store.engine,
    migrateInfo: store.migrateInfo,
    async write(unit, input) {
      const before = faults.write?.(unit.name);
      if (before) throw before;
      const output = await store.write(unit, input);
      const after = faults.written?.(unit.name);
      if (after) throw after;
      return output;
    },
    async read(unit, input) {
      const before = faults.read?.(unit.name);
      if (before) throw before;
      return store.read(unit, input);
    },
    ping: () => store.ping(),
    stats: () => store.stats(),
    close: () => store.close(),
  };
}

function failingFiles(files: ArtifactStore, faults: Faults): ArtifactStore {
  return {
    spoolFolder: files.spoolFolder,
    async keep(spoolPath, key, facts) {
      const error = faults.keep?.(key);
      if (error) throw error;
      await files.keep(spoolPath, key, facts);
      const after = faults.kept?.(key);
      if (after) throw after;
    },
    async delete(key) {
      const error = await faults.remove?.(key);
      if (error) throw error;
      await files.delete(key);
    },
    open: (key, range) => files.open(key, range),
    head: (key) => files.head(key),
    list: (folder) => files.list(folder),
    ready: () => files.ready(),
    close: () => files.close(),
  };
}
