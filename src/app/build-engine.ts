import { setTimeout } from 'node:timers/promises';
import { createAuthenticate } from '../admission/authenticate.ts';
import { createCallerKeys } from '../admission/caller-keys.ts';
import { limitRunning } from '../admission/limit-running.ts';
import { quote } from '../admission/price-of.ts';
import { createBadAnswers } from '../admission/rate-limit/bad-answers.ts';
import { createCountRequest } from '../admission/rate-limit/count-request.ts';
import { storeAway } from '../admission/store-away.ts';
import { createCallerBooks } from '../admission/usage.ts';
import { parseArtifactKey } from '../archive/artifact-key.ts';
import { createImageDesk } from '../archive/delete-images.ts';
import { openStored } from '../archive/open-stored.ts';
import { createCallerBatches } from '../batch-desk.ts';
import type { Config } from '../config.ts';
import { askedAt } from '../generation/asked-at.ts';
import type { Engine } from '../generation/engine.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Protocol } from '../generation/protocol.ts';
import { trackGenerations } from '../http/count-generations.ts';
import { systemRandom } from '../lib/ids.ts';
import { createAdmitReferences } from '../references/admit-references.ts';
import { createGenerate } from '../replay.ts';
import { createCountTokens } from '../routing/count-tokens.ts';
import { createTaskDesk } from '../task-desk.ts';
import { createCallbackDesk } from '../tasks/callbacks/callback-desk.ts';
import { createCheckCallbackUrl } from '../tasks/callbacks/callback-url.ts';
import { createCallerCallbacks } from '../tasks/callbacks/caller-callbacks.ts';
import type { TaskQueue } from '../tasks/task-queue.ts';
import type { BuiltPipeline } from './build-pipeline.ts';
import { callerUploads } from './caller-uploads.ts';
import type { Resources } from './open-resources.ts';
import { perCaller } from './per-caller.ts';
import type { Checks } from './read-checks.ts';

export interface EngineInput extends BuiltPipeline {
  readonly config: Config;
  readonly resources: Resources;
  readonly catalog: ModelCatalog;
  readonly protocols: readonly Protocol[];
  readonly publicUrl: () => string;
  readonly queue: () => TaskQueue | undefined;
  readonly checks: () => Promise<Checks>;
  /** Receives every synchronous generation while it runs. */
  readonly running: Set<Promise<unknown>>;
}

/** What the HTTP door sees of the house. */
export function buildEngine(input: EngineInput): Engine {
  const { config, catalog, pipeline, prices, resources } = input;
  const { store, clock, files, metrics } = resources;
  const { acceptBatch, ...tasks } = createTaskDesk({
    store,
    clock,
    pipeline,
    queue: input.queue,
    checkCallbackUrl: createCheckCallbackUrl(config.referenceAllow),
    sleep: setTimeout,
    images: createImageDesk(resources),
  });
  const countRequest = createCountRequest({
    limiter: resources.limiter,
    requestsPerMinute: config.requestsPerMinute,
    readsPerMinute: config.readsPerMinute,
  });
  const admitReferences = createAdmitReferences({
    links: input.links,
    publicUrl: input.publicUrl,
    async isOwn(key, caller) {
      const name = parseArtifactKey(key);
      return name !== undefined && (await tasks.lookUp(name.generationId, caller)) !== undefined;
    },
  });
  const uploadParts = { admitReferences, ...input };
  return {
    catalog,
    now: () => clock.now(),
    storeAway,
    publicUrl: input.publicUrl,
    spoolFolder: resources.spoolFolder,
    bodies: input.bodies,
    replayBodies: input.replayBodies,
    links: input.links,
    admitReferences,
    findArtifact: input.findArtifact,
    findUpload: (name) => input.uploads.open(name),
    fillUpload: input.uploads.fill,
    fillUploadPiece: input.uploads.fillPiece,
    uploads: perCaller((caller) => callerUploads(uploadParts, caller)),
    ...tasks,
    batches: perCaller((caller) =>
      createCallerBatches(
        { store, clock, random: systemRandom, tasks: { acceptBatch, cancel: tasks.cancel, countRequest } },
        caller,
      ),
    ),
    quote: (request, caller) => quote({ prices, catalog }, caller, request),
    countTokens: createCountTokens({ ...resources, router: input.router }),
    books: perCaller(
      createCallerBooks(store, clock, config.retentionMs, (name, asked) => {
        const protocol = input.protocols.find((one) => one.name === name);
        return protocol && askedAt(protocol, asked);
      }),
    ),
    keys: createCallerKeys(store, clock),
    callbacks: createCallerCallbacks(createCallbackDesk(store, clock, systemRandom, resources.sealer)),
    prices: () => prices.all(),
    standingOf: async (model) => (await input.checks()).standingOf(model),
    authenticate: createAuthenticate(store, clock, createBadAnswers(clock)),
    countRequest,
    generate: trackGenerations(
      input.running,
      limitRunning(createGenerate(pipeline, store), input.limits.running, () =>
        metrics.shed.inc({ limit: 'running' }),
      ),
    ),
    async openArtifact(artifact, reader) {
      const stream = await openStored(files, artifact.key, undefined, reader);
      if (!stream) throw new Error(`the artifact ${artifact.key} is gone`);
      return stream;
    },
  };
}
