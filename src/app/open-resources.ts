import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openRateLimiter } from '../admission/rate-limit/open-rate-limiter.ts';
import type { RateLimiter } from '../admission/rate-limit/rate-limiter.ts';
import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { openArtifactStore } from '../archive/stores/open-artifact-store.ts';
import type { Config } from '../config.ts';
import { createMetrics, type Metrics } from '../http/metrics.ts';
import type { Clock } from '../lib/clock.ts';
import { type Converter, createConverter } from '../lib/convert/converter.ts';
import { randomText } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { createOutbound, type Outbound } from '../lib/outbound.ts';
import { createSealer, type Sealer } from '../lib/seal.ts';
import { createLeaseClock, type LeaseClock } from '../records/lease-clock.ts';
import { openReferenceCache, type ReferenceCache } from '../references/cache/reference-cache.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { Team } from '../workers/team.ts';
import { openMasterKeys } from './open-sealer.ts';

/** Everything that is opened once and has to be closed again. */
export interface Resources {
  readonly log: Log;
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  readonly metrics: Metrics;
  /** What `/metrics` tells. */
  readonly figures: () => Promise<string>;
  /** Name of this process on the rows it works on. */
  readonly owner: string;
  readonly store: Store;
  readonly files: ArtifactStore;
  /** For bodies of requests and references; the archive has a spool of its own. */
  readonly spoolFolder: string;
  readonly outbound: Outbound;
  readonly referenceCache: ReferenceCache;
  readonly converter: Converter;
  /** A process of their own: whoever uploads many GIFs keeps nobody's conversion waiting. */
  readonly gifConverter: Converter;
  readonly limiter: RateLimiter;
  /** For secrets that have to be read again: kept sealed. */
  readonly sealer: Sealer;
  /** What keys of other uses are derived from, newest first. */
  readonly masterKeys: readonly string[];
  close(): Promise<void>;
}

export async function openResources(
  config: Config,
  log: Log,
  clock: Clock,
  team: Team | undefined,
  givenLeaseClock?: LeaseClock,
): Promise<Resources> {
  const owner = `${process.pid}-${randomText(8)}`;
  const spoolFolder = path.join(config.dataFolder, 'spool');
  await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
  const masterKeys = await openMasterKeys(config, team?.isFirst === false ? undefined : log);
  const sealer = createSealer(masterKeys);
  const store = await openStore({
    url: config.databaseUrl,
    log,
    onFailure: (error) => {
      log.fatal({ err: error }, 'the store failed; the process ends');
      process.exit(1);
    },
  });
  const leaseClock = givenLeaseClock ?? createLeaseClock({ store, clock, log });
  await leaseClock.follow();
  const files = await openArtifactStore(config.artifacts, {
    fsync: config.fsync,
    spoolFolder,
    ...(config.s3Endpoint ? { endpoint: config.s3Endpoint } : {}),
  });
  const metrics = createMetrics(team?.number);
  const ownFigures = () => metrics.registry.metrics();
  team?.tellFigures(ownFigures);
  const limiter = await openRateLimiter({
    redisUrl: config.redisUrl,
    local: team?.limiter,
    nodes: config.nodes,
    nodeId: owner,
    clock,
    log,
    onFallback: (active) => metrics.rateLimiterFallback.set(active ? 1 : 0),
  });
  const outbound = createOutbound({ allow: config.referenceAllow, proxy: config.upstreamProxy });
  const referenceCache = await openReferenceCache({
    outbound,
    clock,
    log,
    spoolFolder,
    folder: path.join(config.dataFolder, 'reference-cache'),
    mostBytes: config.referenceCacheBytes,
    mostEntries: 10_000,
    mostMs: config.referenceCacheMs,
  });
  metrics.watchReferenceCache(() => referenceCache.sizeBytes);
  const converter = createConverter();
  const gifConverter = createConverter();
  return {
    log,
    clock,
    leaseClock,
    metrics,
    figures: team?.allFigures ?? ownFigures,
    owner,
    store,
    files,
    spoolFolder,
    outbound,
    referenceCache,
    converter,
    gifConverter,
    limiter,
    sealer,
    masterKeys,
    async close() {
      await Promise.all([converter.close(), gifConverter.close()]);
      outbound.close();
      await limiter.close();
      files.close();
      await store.close();
    },
  };
}
