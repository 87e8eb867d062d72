import { setTimeout as sleep } from 'node:timers/promises';
import type { Ticket } from '../admission/accept.ts';
import { createProcessLimits, limitAccepting, type ProcessLimits } from '../admission/limit-running.ts';
import { type ArchiveGate, createArchiveGate } from '../archive/archive-gate.ts';
import { createArtifactLinks } from '../archive/artifact-links.ts';
import { createFindArtifact } from '../archive/find-artifact.ts';
import { createKeepImage } from '../archive/keep-image.ts';
import { probeArchive } from '../archive/probe-archive.ts';
import { createReplayBodies, type ReplayBodies } from '../archive/replay-bodies.ts';
import type { Channel } from '../channels/channel.ts';
import type { Config } from '../config.ts';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import type { Engine } from '../generation/engine.ts';
import type { FoundArtifact } from '../generation/found-artifact.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import { createBodyRoom } from '../http/body-room.ts';
import { countGeneration } from '../http/count-generations.ts';
import { createPriceList, type PriceList } from '../ledger/price-list.ts';
import { createPipeline, type Pipeline } from '../pipeline.ts';
import { createHeldLeases, type HeldLeases } from '../records/held-leases.ts';
import { createProgressBoard } from '../records/progress-board.ts';
import { createFetchReferences, type FetchReferences } from '../references/fetch-references.ts';
import type { ReasonAgainst } from '../routing/candidates.ts';
import type { CircuitChange } from '../routing/channel-health.ts';
import type { VerifiedReferences } from '../routing/eligibility.ts';
import { createProber } from '../routing/probe-resting.ts';
import { createRouter, type Router } from '../routing/router.ts';
import { createStages } from '../stages.ts';
import { createUploads, type Uploads } from '../uploads/uploads.ts';
import type { Resources } from './open-resources.ts';
import { type CircuitBoard, createCircuitBoard } from './share-circuits.ts';
import { readCircuits, watchRouting } from './watch-routing.ts';

/** Whoever follows a task looks somewhat less often. */
const progressMs = 200;
/** Longest a generation may take over all its tries. */
const generationDeadlineMs = 15 * 60_000;
/** Between two questions to a store that is away, beside what the store itself waits. */
const storeAwayMs = 1_000;
/** Between two looks at an archive that is away. */
const archiveAwayMs = 1_000;

export interface PipelineInput {
  readonly config: Config;
  readonly resources: Resources;
  readonly catalog: ModelCatalog;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly channels: () => readonly Channel[];
  readonly publicUrl: () => string;
  /** What checks found out against a way. */
  readonly reasonAgainst: ReasonAgainst;
  /** How many references checks found a way to take. */
  readonly verifiedReferences: VerifiedReferences;
  /** Called when a generation has ended. */
  readonly onEnd: (ticket: Ticket) => void;
}

export interface BuiltPipeline {
  readonly router: Router;
  /** One round of free calls to channels that rest. */
  readonly probe: () => Promise<void>;
  readonly circuits: CircuitBoard;
  readonly pipeline: Pipeline;
  readonly archive: ArchiveGate;
  readonly limits: ProcessLimits;
  readonly prices: PriceList;
  readonly replayBodies: ReplayBodies;
  readonly findArtifact: (key: string) => Promise<FoundArtifact>;
  readonly links: ArtifactLinks;
  readonly uploads: Uploads;
  readonly bodies: Engine['bodies'];
  readonly fetchReferences: FetchReferences;
  readonly leases: HeldLeases;
}

/** The path of a generation from its parts, counted. */
export function buildPipeline(input: PipelineInput): BuiltPipeline {
  const { config, resources, publicUrl } = input;
  const { store, files, clock, metrics, outbound, spoolFolder, referenceCache } = resources;
  const prices = createPriceList(store, clock, config.catalog.prices);
  const spoolFolders = new Set([spoolFolder, files.spoolFolder]);
  const archive = createArchiveGate({
    probe: () => probeArchive(files, spoolFolders),
    clock,
    wait: (isIdle) => sleep(archiveAwayMs, undefined, { ref: !isIdle }),
    log: resources.log,
    onChange: (isOpen) => metrics.archiveAway.set(isOpen ? 0 : 1),
  });
  const replayBodies = createReplayBodies(files, archive, clock);
  const findArtifact = createFindArtifact(store, files, clock, config.retentionMs);
  const { linkMs: validMs, retentionMs } = config;
  const signing = validMs === undefined ? undefined : { masterKeys: resources.masterKeys, validMs };
  const links = createArtifactLinks({ clock, publicUrl, retentionMs, signing });
  const { catalog, providers, channels } = input;
  const watch = watchRouting(metrics, resources.log);
  const onCircuit = (change: CircuitChange) => {
    watch.onCircuit(change);
    circuits.note(change);
  };
  const router = createRouter({
    catalog,
    providers,
    channels,
    clock,
    chance: Math.random,
    reasonAgainst: input.reasonAgainst,
    verifiedReferences: input.verifiedReferences,
    ...watch,
    onCircuit,
  });
  const { health } = router;
  metrics.watchCircuits(() => readCircuits(health, channels));
  const circuits = createCircuitBoard({ ...resources, health });
  const probe = createProber({ health, catalog, providers, channels, clock, outbound, ...watch });
  const bodies = {
    memory: createBodyRoom(config.bodyMemoryBytes, () => metrics.shed.inc({ limit: 'body_memory' })),
    disk: createBodyRoom(config.bodyDiskBytes, () => metrics.shed.inc({ limit: 'body_disk' })),
  };
  const uploads = createUploads({
    store,
    files,
    clock,
    converter: resources.gifConverter,
    room: bodies.disk,
  });
  const fetchReferences = createFetchReferences({
    cache: referenceCache,
    clock,
    spoolFolder,
    publicUrl,
    findArtifact,
    findUpload: uploads.open,
    onEnd: (from) => metrics.references.inc({ from }),
  });
  const limits = createProcessLimits({ running: config.maxRunning, waiting: config.maxWaiting });
  for (const [limit, places] of Object.entries(limits)) metrics.watchWaiting(limit, () => places.waiting);
  const wait = () => sleep(storeAwayMs);
  const { leaseClock, owner } = resources;
  const leases = createHeldLeases({ store, clock, leaseClock, owner, wait });
  const plain = createPipeline(
    createStages({
      store,
      prices,
      files,
      archive,
      replayBodies,
      clock,
      outbound,
      catalog: input.catalog,
      providers: input.providers,
      channels: input.channels,
      router,
      owner,
      leaseClock,
      spoolFolder: files.spoolFolder,
      keepImage: createKeepImage(files, archive, resources.converter, limits.converting),
      retentionMs: config.retentionMs,
      deadlineMs: generationDeadlineMs,
      fetchReferences,
      progress: createProgressBoard({ store, log: resources.log, wait: () => sleep(progressMs) }),
      log: resources.log,
      wait,
      leases,
    }),
    resources.log,
  );
  const onShed = () => metrics.shed.inc({ limit: 'accepting' });
  const pipeline: Pipeline = {
    accept: limitAccepting(plain.accept, limits.accepting, onShed),
    acceptBatch: limitAccepting(plain.acceptBatch, limits.accepting, onShed),
    perform: (ticket, relay) =>
      countGeneration(
        metrics,
        ticket.request,
        leases.during(ticket, () => plain.perform(ticket, relay)),
      ).finally(() => input.onEnd(ticket)),
  };
  return {
    pipeline,
    archive,
    limits,
    router,
    probe,
    circuits,
    prices,
    replayBodies,
    findArtifact,
    links,
    uploads,
    bodies,
    fetchReferences,
    leases,
  };
}
