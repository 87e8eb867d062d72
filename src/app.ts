import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { createAuthenticate } from './admission/authenticate.ts';
import { createKeys, type Keys } from './admission/keys.ts';
import { limitRunning } from './admission/limit-running.ts';
import { quote } from './admission/price-of.ts';
import { createBadAnswers } from './admission/rate-limit/bad-answers.ts';
import { createCountRequest } from './admission/rate-limit/count-request.ts';
import { openRateLimiter } from './admission/rate-limit/open-rate-limiter.ts';
import { createCallerBooks } from './admission/usage.ts';
import { createFindArtifact } from './archive/find-artifact.ts';
import { createKeepImage } from './archive/keep-image.ts';
import { createReplayBodies } from './archive/replay-bodies.ts';
import { openArtifactStore } from './archive/stores/open-artifact-store.ts';
import { createCatalog } from './catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from './catalog/shipped-models.ts';
import type { Channel } from './channels/channel.ts';
import { configuredChannels, sandboxChannel } from './channels/configured-channels.ts';
import { type Config, ConfigError } from './config.ts';
import type { Engine } from './generation/engine.ts';
import type { Protocol } from './generation/protocol.ts';
import type { Provider } from './generation/provider.ts';
import { mountArtifacts } from './http/artifacts.ts';
import { countGeneration, trackGenerations } from './http/count-generations.ts';
import { mountHealth } from './http/health.ts';
import { createMetrics } from './http/metrics.ts';
import { mount } from './http/mount.ts';
import { mountErrors } from './http/not-found.ts';
import { createServer } from './http/server.ts';
import { createPriceList } from './ledger/price-list.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { createConverter } from './lib/convert/converter.ts';
import { discover } from './lib/discover.ts';
import { randomText } from './lib/ids.ts';
import type { Log } from './lib/log.ts';
import { createOutbound } from './lib/outbound.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createFetchReferences } from './references/fetch-references.ts';
import { createGenerate } from './replay.ts';
import { startSandbox } from './sandbox/start-sandbox.ts';
import { createStages } from './stages.ts';
import { openStore } from './store/open-store.ts';
import { createTaskDesk } from './task-desk.ts';
import { startEmbeddedQueue } from './tasks/embedded-queue.ts';
import { createRunner } from './tasks/runner.ts';
import type { TaskQueue } from './tasks/task-queue.ts';
import { recoverAtBoot, startUpkeep } from './upkeep.ts';

const noted = () => undefined;

/** Longest a generation may take over all its tries. */
const generationDeadlineMs = 15 * 60_000;

export interface App {
  readonly server: FastifyInstance;
  readonly keys: Keys;
  /** Starts to listen; resolves with the origin it listens on. */
  listen(): Promise<string>;
  /** Stops accepting, finishes what runs, lets go of everything. */
  close(): Promise<void>;
}

export interface AppParts {
  readonly log: Log;
  readonly clock?: Clock;
}

const folder = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Wires the parts together; the only place that does. */
export async function createApp(config: Config, parts: AppParts): Promise<App> {
  const { log, clock = systemClock } = parts;
  const owner = `${process.pid}-${randomText(8)}`;
  const providers = new Map(
    (await discover<Provider>(folder('providers'), 'files')).map((provider) => [provider.name, provider]),
  );
  const protocols = await discover<Protocol>(folder('protocols'), 'folders');
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  const liveChannels = readChannels(config, providers, catalog);

  const spoolFolder = path.join(config.dataFolder, 'spool');
  await mkdir(spoolFolder, { recursive: true });
  const store = await openStore({
    url: config.databaseUrl,
    log,
    onFailure: (error) => {
      log.fatal({ err: error }, 'the store failed; the process ends');
      process.exit(1);
    },
  });
  const files = await openArtifactStore(config.artifacts, {
    fsync: config.fsync,
    spoolFolder,
    ...(config.s3Endpoint ? { endpoint: config.s3Endpoint } : {}),
  });
  const replayBodies = createReplayBodies(files);
  const upkeepParts = {
    store,
    files,
    replayBodies,
    clock,
    log,
    owner,
    spoolFolders: [spoolFolder, files.spoolFolder],
  };
  await recoverAtBoot(upkeepParts);

  const sandbox = await startSandbox(config.emulatorPort, log);
  const channels: Channel[] = [sandboxChannel(sandbox.url), ...liveChannels];
  const outbound = createOutbound({ allow: config.referenceAllow });
  const converter = createConverter();
  const metrics = createMetrics();
  const limiter = await openRateLimiter({
    redisUrl: config.redisUrl,
    nodes: config.nodes,
    nodeId: owner,
    clock,
    log,
    onFallback: (active) => metrics.rateLimiterFallback.set(active ? 1 : 0),
  });
  let origin = '';
  const publicUrl = () => config.publicUrl ?? origin;
  const findArtifact = createFindArtifact(store, files, clock, config.retentionMs);

  const prices = createPriceList(store, clock);
  const stages = createStages({
    store,
    prices,
    files,
    replayBodies,
    clock,
    catalog,
    providers,
    owner,
    channels: () => channels,
    outbound,
    spoolFolder: files.spoolFolder,
    keepImage: createKeepImage(files, converter),
    retentionMs: config.retentionMs,
    deadlineMs: generationDeadlineMs,
    fetchReferences: createFetchReferences({ outbound, spoolFolder, publicUrl, findArtifact }),
  });
  const plain = createPipeline(stages);
  const pipeline: Pipeline = {
    ...plain,
    perform: (ticket, relay) => countGeneration(metrics, ticket.request, plain.perform(ticket, relay)),
  };
  const running = new Set<Promise<unknown>>();
  const engine: Engine = {
    catalog,
    publicUrl,
    spoolFolder,
    replayBodies,
    findArtifact,
    ...createTaskDesk({ store, clock, pipeline, queue: () => queue, sleep: setTimeout }),
    quote: (request, caller) => quote(prices, caller, request),
    books: createCallerBooks(store, clock),
    prices: () => prices.all(),
    authenticate: createAuthenticate(store, clock, createBadAnswers(clock)),
    countRequest: createCountRequest({
      limiter,
      requestsPerMinute: config.requestsPerMinute,
      readsPerMinute: config.readsPerMinute,
    }),
    generate: trackGenerations(running, limitRunning(createGenerate(pipeline, store), config.maxRunning)),
    async openArtifact(artifact) {
      const opened = await files.open(artifact.key);
      if (!opened) throw new Error(`the artifact ${artifact.key} is gone`);
      return opened.stream;
    },
  };

  const runner = createRunner({
    store,
    clock,
    owner,
    limit: config.maxRunning,
    // How it ended is on its row; nobody waits here.
    perform: (ticket) => pipeline.perform(ticket).then(noted, noted),
  });
  const queue: TaskQueue = startEmbeddedQueue(runner.begin, (error) => {
    log.error({ err: error }, 'the task queue failed; it is tried again');
  });

  let draining = false;
  const server = createServer({ clock, log, metrics, trustedProxies: config.trustedProxies });
  for (const protocol of protocols) mount(server, protocol, engine, log);
  mountArtifacts(server, engine, clock);
  mountHealth(server, metrics, {
    draining: () => draining,
    check: async () => {
      const checks = { store: store.ping(), archive: files.ready() };
      const results = await Promise.allSettled(Object.values(checks));
      return Object.keys(checks).filter((_, index) => results[index]?.status === 'rejected');
    },
  });
  mountErrors(server, protocols, engine, log);
  const stopUpkeep = startUpkeep(upkeepParts);

  return {
    server,
    keys: createKeys(store, clock),
    async listen() {
      origin = (await server.listen({ host: config.host, port: config.port })).replace('[::1]', 'localhost');
      return publicUrl();
    },
    async close() {
      draining = true;
      await server.close();
      await queue.stop();
      await Promise.allSettled([...running, runner.idle()]);
      stopUpkeep();
      await converter.close();
      outbound.close();
      await sandbox.close();
      await limiter.close();
      files.close();
      await store.close();
    },
  };
}

function readChannels(
  config: Config,
  providers: ReadonlyMap<string, Provider>,
  catalog: ReturnType<typeof createCatalog>,
): Channel[] {
  const problems: string[] = [];
  const gemini = config.geminiApiKey
    ? [
        {
          id: 'gemini',
          name: 'Gemini API',
          provider: 'gemini-api',
          credential: config.geminiApiKey,
          tier: 'official' as const,
          priority: 100,
          enabled: true,
          settings: {},
        },
      ]
    : [];
  const channels = configuredChannels([...gemini, ...config.channels], providers, catalog, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return channels;
}
