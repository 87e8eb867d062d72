import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { createKeys, type Keys } from './admission/keys.ts';
import { buildEngine } from './app/build-engine.ts';
import { buildPipeline } from './app/build-pipeline.ts';
import { buildServer } from './app/build-server.ts';
import { buildVerification } from './app/build-verification.ts';
import { followChannels } from './app/follow-channels.ts';
import { followChecks } from './app/follow-checks.ts';
import { followSchedule } from './app/follow-schedule.ts';
import { openResources } from './app/open-resources.ts';
import { openTogether } from './app/open-together.ts';
import { readChannels } from './app/read-channels.ts';
import { createReadChecks } from './app/read-checks.ts';
import { createReload, watchConfigFile } from './app/reload-channels.ts';
import { createCatalog } from './catalog/catalog.ts';
import { createChannelSet } from './channels/channel-set.ts';
import { sandboxChannel } from './channels/configured-channels.ts';
import { resealCredentials } from './channels/reseal-credentials.ts';
import type { Config } from './config.ts';
import { createSessions } from './console-api/sessions.ts';
import { createUsers, type Users } from './console-api/users.ts';
import { Failure } from './generation/failure.ts';
import type { Protocol } from './generation/protocol.ts';
import type { Provider } from './generation/provider.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { discover } from './lib/discover.ts';
import { systemRandom } from './lib/ids.ts';
import type { Log } from './lib/log.ts';
import { releaseMemory } from './lib/release-memory.ts';
import { flushTraces } from './lib/tracing/registered-tracer.ts';
import type { LeaseClock } from './records/lease-clock.ts';
import { handBackLeases } from './records/leases.ts';
import { sandboxElsewhere, startSandbox } from './sandbox/start-sandbox.ts';
import { releaseMemoryUnit } from './store/release-memory.ts';
import { withFreshLinks } from './tasks/callbacks/fresh-links.ts';
import { resealSecrets } from './tasks/callbacks/sealed-secrets.ts';
import { type CallbackSender, startSender } from './tasks/callbacks/sender.ts';
import { createRunner } from './tasks/runner.ts';
import { prepareQueue, startQueue } from './tasks/start-queue.ts';
import { inTaskSpan } from './tasks/task-span.ts';
import { recoverAtBoot, startUpkeep } from './upkeep.ts';
import { allCases } from './verification/all-cases.ts';
import { createFailingWays } from './verification/failing-ways.ts';
import { createVerifiedReferences } from './verification/verified-references.ts';
import type { Team } from './workers/team.ts';

export interface App {
  readonly server: FastifyInstance;
  readonly keys: Keys;
  readonly users: Users;
  /** Takes the channels of the configuration file as they stand there now; when they are not valid, none. */
  reloadChannels(): void;
  /** Gives back the memory that only the start needed. */
  releaseMemory(): Promise<void>;
  /** Starts to listen; resolves with the origin clients use. */
  listen(): Promise<string>;
  /** The origin it listens on, which a proxy may stand before; empty until then. */
  ownUrl(): string;
  /** Stops accepting, finishes what runs, lets go of everything. */
  close(): Promise<void>;
  /** Leaves what still runs to other processes, or to the next start. The process must end now. */
  handBack(): Promise<void>;
}

export interface AppParts {
  readonly log: Log;
  readonly clock?: Clock;
  /** Absent: one of this machine's monotonic time, and of the database's. */
  readonly leaseClock?: LeaseClock;
  /** Where this process is one of several workers. */
  readonly team?: Team | undefined;
}

/**
 * Connections that wait to be taken. Past it Linux answers with SYN cookies and resets whoever sends its request before
 * its turn: 5,000 clients at once were seen to be, with Node's default of 511. The system may allow fewer (somaxconn).
 */
const backlog = 4_096;
/** Longest the end of a process waits for spans to be sent. */
const flushLimitMs = 2_000;
const folder = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Wires the parts together, with the files of `app/`; nothing else does. */
export async function createApp(config: Config, parts: AppParts): Promise<App> {
  const { log, clock = systemClock, team } = parts;
  const protocols = await discover<Protocol>(folder('protocols'), 'folders');
  const providers = byName(await discover<Provider>(folder('providers'), 'files'));
  const catalog = createCatalog(config.catalog.models, config.catalog.upstreamModels);
  const liveChannels = readChannels(config, providers, catalog);

  const [resources, sandbox] = await openTogether(
    openResources(config, log, clock, team, parts.leaseClock),
    team
      ? sandboxElsewhere(team.sandboxUrl)
      : startSandbox(config.emulatorPort, config.catalog.emulated, log),
  );
  const { store, files, owner, leaseClock } = resources;
  const channels = createChannelSet(
    { ...resources, catalog, providers, onChange: (id) => built.router.health.reset(id) },
    [sandboxChannel(sandbox.url), ...liveChannels],
  );
  const reload = createReload({ config, providers, catalog, channels, log }, sandboxChannel(sandbox.url));

  let origin = '';
  let draining = false;
  let stopSchedule: (() => void) | undefined;
  let sender: CallbackSender | undefined;
  const publicUrl = () => config.publicUrl ?? origin;
  const failing = createFailingWays(store, clock.now, allCases(catalog));
  const verifiedReferences = createVerifiedReferences(store, clock.now, allCases(catalog));
  const built = buildPipeline({
    config,
    resources,
    catalog,
    providers,
    publicUrl,
    channels: channels.current,
    reasonAgainst: failing.reasonAgainst,
    verifiedReferences: verifiedReferences.most,
    onEnd: ({ request, caller }) => sender?.wake(request.callbackUrl, caller),
  });
  const { retentionMs } = config;
  const upkeep = {
    ...resources,
    ...built,
    retentionMs,
    spoolFolders: [resources.spoolFolder, files.spoolFolder],
  };
  await prepareQueue(config, store.engine, log);
  await recoverAtBoot(upkeep);
  await resealSecrets(store, resources.sealer, log);
  await resealCredentials(store, resources.sealer, log);

  const runner = createRunner({
    store,
    leaseClock,
    owner,
    limit: config.maxRunning,
    mayBegin: () => built.archive.isOpen,
    // How it ended is on its row; nobody waits here. What is no failure of a generation is on no row.
    perform: (ticket) =>
      inTaskSpan(ticket, built.pipeline.perform).then(ended, (error: unknown) => {
        if (!(error instanceof Failure)) log.error({ err: error, generation: ticket.id }, 'a task was left');
      }),
  });
  const queue = await startQueue(config, store.engine, runner.begin, log);
  const running = new Set<Promise<unknown>>();
  const checks = createReadChecks(store, clock, catalog);
  const engine = buildEngine({
    ...built,
    config,
    resources,
    catalog,
    protocols,
    publicUrl,
    running,
    queue: () => queue,
    checks,
  });
  const verification = buildVerification({
    config,
    resources,
    catalog,
    providers,
    channels: channels.current,
    origin: () => origin,
  });
  const server = buildServer({
    ...built,
    verification,
    checks,
    channels,
    providers,
    config,
    resources,
    engine,
    protocols,
    draining: () => draining,
  });
  await channels.refresh();
  const stopFollowing = followChannels({
    channels,
    circuits: built.circuits,
    probe: config.probes ? built.probe : undefined,
    isAlone: store.engine === 'sqlite',
    log,
  });
  const stopFollowingChecks = followChecks([failing, verifiedReferences], log);
  const stopWatching = watchConfigFile(config, reload);
  const stopUpkeep = startUpkeep(upkeep);
  const protocolOf = byName(protocols);

  return {
    server,
    reloadChannels: reload,
    keys: createKeys(store, clock),
    users: createUsers(store, clock, createSessions(store, clock)),
    async releaseMemory() {
      const inThread = store.engine === 'sqlite' ? store.read(releaseMemoryUnit, undefined) : undefined;
      await Promise.all([releaseMemory(), inThread]);
    },
    async listen() {
      const address = { host: config.host, port: config.port, backlog };
      origin = (await server.listen(address)).replace('[::1]', 'localhost');
      // Not before: callbacks carry URLs below this origin.
      if (config.role !== 'api') {
        sender = await startSender({
          ...resources,
          randomBytes: systemRandom,
          chance: Math.random,
          onAttempt: (result) => resources.metrics.callbacks.inc({ result }),
          writeStatus: (receipt) =>
            protocolOf.get(receipt.request.protocol)?.writeCallback?.(receipt, engine.links.urlOf),
          writeNews: (payload) => withFreshLinks(payload, engine.links),
        });
      }
      if (config.role !== 'worker') {
        stopSchedule = followSchedule({ config, resources, desk: verification, channels: channels.current });
      }
      return publicUrl();
    },
    ownUrl: () => origin,
    async close() {
      draining = true;
      stopSchedule?.();
      // Before tasks and callbacks, which a check that is under way may wait for.
      await verification.close();
      // From here on nothing new begins; what is queued stays for another process or the next start.
      runner.close();
      sender?.drain();
      await server.close();
      await queue?.stop();
      await Promise.allSettled([...running, runner.idle()]);
      stopUpkeep();
      stopFollowing();
      stopWatching();
      stopFollowingChecks();
      await sender?.stop();
      built.archive.close();
      await sandbox.close();
      await resources.close();
      await flushTraces(flushLimitMs);
    },
    async handBack() {
      stopUpkeep();
      await store.write(handBackLeases, { owner, nowMs: leaseClock.now() });
    },
  };
}

const ended = () => undefined;

function byName<Named extends { readonly name: string }>(plugins: readonly Named[]): Map<string, Named> {
  return new Map(plugins.map((plugin) => [plugin.name, plugin]));
}
