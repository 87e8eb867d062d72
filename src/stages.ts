import { accept, type Ticket } from './admission/accept.ts';
import { acceptBatch } from './admission/accept-batch.ts';
import { deleteOrphans } from './archive/delete-orphans.ts';
import type { ReplayBodies } from './archive/replay-bodies.ts';
import { runName } from './attempt-output.ts';
import { withCosts } from './channels/attempt-cost.ts';
import { Failure } from './generation/failure.ts';
import { addUsage, noUsage, type Omission, type Outcome } from './generation/outcome.ts';
import { imageCharge } from './generation/price.ts';
import { tierOfPixels } from './generation/resolution.ts';
import type { PriceList } from './ledger/price-list.ts';
import { type SettleParts, settleSurely } from './ledger/settle-surely.ts';
import { abortAfter } from './lib/abort-after.ts';
import { failpoint } from './lib/failpoint.ts';
import { redactText } from './lib/log.ts';
import type { Ending, Stages, Tried } from './pipeline.ts';
import { produce } from './produce.ts';
import type { Produced, ProduceParts } from './produced.ts';
import { dispatchTask, firstTaskFence } from './records/claim-tasks.ts';
import type { Output } from './records/generation-record.ts';
import type { LeaseClock } from './records/lease-clock.ts';
import { noteReferences } from './records/note-references.ts';
import { outlastAway } from './records/outlast-away.ts';
import { readGeneration } from './records/read-generation.ts';
import type { FetchReferences } from './references/fetch-references.ts';
import { keepNotes } from './references/keep-notes.ts';
import { StoreUnavailable } from './store/errors.ts';

export interface StageParts extends ProduceParts, SettleParts {
  readonly replayBodies: ReplayBodies;
  readonly prices: PriceList;
  readonly fetchReferences: FetchReferences;
  readonly leaseClock: LeaseClock;
  /** Name of this process on the generations it works on. */
  readonly owner: string;
}

/** Gives each stop of the pipeline its parts. */
export function createStages(parts: StageParts): Stages {
  const { store, clock } = parts;
  return {
    async accept(request) {
      const ticket = await accept(parts, request, clock.now());
      // Not waited for: the generation is accepted, and nobody else would perform it.
      if (ticket.replaces !== undefined) dropAnswer(parts, ticket.replaces);
      return ticket;
    },
    acceptBatch: (batch) => acceptBatch(parts, batch, clock.now()),
    async fetchReferences(ticket) {
      failpoint('references-before');
      const { id, fence, request, caller } = ticket;
      // Most requests have none: they need neither signal nor timer.
      if (request.references.length === 0) return { references: [], release: () => undefined };
      const notes = keepNotes((notes) =>
        outlastAway(parts, ticket, () => store.write(noteReferences, { id, fence, notes })),
      );
      const { signal, clear } = timeFor(parts, ticket);
      const fetched = await parts
        .fetchReferences(request.references, runName(ticket), caller, notes.onChange, signal)
        .finally(clear)
        .catch(async (error: unknown) => {
          await notes.close().catch(() => undefined);
          throw error;
        });
      await notes.close().catch((error: unknown) => {
        fetched.release();
        throw error;
      });
      return fetched;
    },
    async dispatch(ticket) {
      const { id, fence, request } = ticket;
      abandonedBy(ticket)?.throwIfAborted();
      if (request.kind !== 'async-image') return;
      const dispatched = { id, fence, nowMs: clock.now() };
      if (!(await outlastAway(parts, ticket, () => store.write(dispatchTask, dispatched)))) {
        throw new Failure('cancelled', { internal: 'cancelled or taken over before it went upstream' });
      }
      if (ranBefore(ticket)) await dropOrphans(parts, ticket);
    },
    produce: (ticket, slot, work) => produce(parts, ticket, slot, work),

    async settle(ticket, delivered, ending) {
      parts.progress.forget(ticket);
      const result = resultOf(ticket, delivered, ending);
      const chargedMicros = chargeFor(ticket, delivered);
      const ended = await settleSurely(parts, {
        nowMs: clock.now(),
        chargedMicros,
        ending: {
          state: 'succeeded',
          result,
          outputs: delivered.flatMap(outputsOf),
          attempts: withCosts(ending.attempts, costInput(parts, ticket, delivered)),
          route: ending.route,
        },
        ...settlementOf(ticket),
      });
      failpoint('settled');
      if (!ended) {
        await dropImages(parts, ticket);
        throw new Failure('interrupted', { internal: 'the lease was lost before settling' });
      }
      return {
        id: ticket.id,
        createdAtMs: ticket.createdAtMs,
        artifacts: delivered.flatMap(artifactsOf),
        chargedMicros,
        ...result,
      };
    },

    async fail(ticket, failure, { attempts, route }) {
      parts.progress.forget(ticket);
      const settleFailed = (told: Failure, tried: () => Tried) =>
        settleSurely(parts, {
          nowMs: clock.now(),
          chargedMicros: 0,
          ending: failedEnding(told, tried()),
          ...settlementOf(ticket),
        });
      const ended = await settleFailed(failure, () => ({
        attempts: withCosts(attempts, costInput(parts, ticket, [])),
        route,
      })).catch((error: unknown) => {
        if (isAway(error)) throw error;
        // What it tells cannot be written. It ends all the same: or a hold would stay, and a task go upstream again.
        parts.log.error(
          { err: error, generation: ticket.id },
          'how a generation failed could not be written',
        );
        const internal = `${failure.code}, of which more could not be written`;
        return settleFailed(new Failure('internal', { internal }), () => ({ attempts: [], route: [] }));
      });
      const isArchived = attempts.some((attempt) => attempt.result === 'delivered');
      if (ended && (isArchived || ranBefore(ticket))) await dropOrphans(parts, ticket);
    },
  };
}

/** Whoever waits for a place to fetch in has no attempt yet that would end with the generation's time. */
function timeFor({ clock, deadlineMs }: StageParts, ticket: Ticket) {
  const leftMs = ticket.createdAtMs + deadlineMs - clock.now();
  const over = () =>
    new Failure('deadline_exceeded', { internal: 'its references were not there in its time' });
  return abortAfter(leftMs, over, abandonedBy(ticket));
}

/** Images whose generation was ended by somebody else. A task that runs again owns those of the same names. */
async function dropImages(parts: StageParts, ticket: Ticket): Promise<void> {
  const { accountId, mode } = ticket.caller;
  const record = await parts.store.read(readGeneration, { id: ticket.id, accountId, mode });
  if (record?.state === 'failed' || record?.state === 'cancelled') {
    await dropOrphans(parts, ticket);
  }
}

/** Not the end of anything: the end of the retention repeats it. */
async function dropOrphans({ files, log }: StageParts, ticket: Ticket): Promise<void> {
  await deleteOrphans(files, orphansOf(ticket)).catch((error: unknown) => {
    log.warn({ err: error, generation: ticket.id }, 'images that belong to nobody were not deleted');
  });
}

function dropAnswer({ replayBodies, log }: StageParts, generationId: string): void {
  replayBodies.remove(generationId).catch((error: unknown) => {
    log.warn({ err: error, generation: generationId }, 'an answer that is not told again was not deleted');
  });
}

/** An owner that died may have archived images of it, perhaps in another format or number than this run will. */
const ranBefore = ({ fence, request }: Ticket) => request.kind === 'async-image' && fence > firstTaskFence;

const orphansOf = ({ id, request, createdAtMs }: Ticket) => ({
  id,
  kind: request.kind,
  count: request.count,
  createdAtMs,
});

const settlementOf = (ticket: Ticket) => ({
  id: ticket.id,
  fence: ticket.fence,
  accountId: ticket.caller.accountId,
  mode: ticket.caller.mode,
  keyId: ticket.caller.keyId,
  model: ticket.request.model,
  lane: ticket.request.kind === 'async-image' ? ('task' as const) : ('sync' as const),
  createdAtMs: ticket.createdAtMs,
  heldMicros: ticket.heldMicros,
});

/** One image per slot is charged; what a call delivered beyond it is ours to pay. */
function chargeFor(ticket: Ticket, delivered: readonly Produced[]): number {
  const charges = delivered.map(({ artifacts: [image], usage }) =>
    image ? imageCharge(ticket.price, tierOfPixels(image.width, image.height), usage) : 0,
  );
  return charges.reduce((sum, charge) => sum + charge, 0);
}

const costInput = (parts: StageParts, ticket: Ticket, delivered: readonly Produced[]) => ({
  model: ticket.request.model,
  channels: parts.channels(),
  askedTier: ticket.price.tier,
  tiers: new Map(
    delivered.map(({ slot, artifacts }) => [
      slot,
      artifacts.map(({ width, height }) => tierOfPixels(width, height)),
    ]),
  ),
});

function failedEnding(failure: Failure, tried: Tried) {
  return {
    state: 'failed',
    code: failure.code,
    message: storableText(failure.message),
    internal: failure.internal === undefined ? null : storableText(redactText(failure.internal)),
    retryAfterMs: failure.retryAfterMs === undefined ? undefined : Math.ceil(failure.retryAfterMs),
    param: failure.param,
    ...tried,
  } as const;
}

/** What `settleSurely` throws once it has given up on a store that is away. */
const isAway = (error: unknown) => error instanceof Failure && error.cause instanceof StoreUnavailable;

/** Only references take time before it goes upstream. */
const abandonedBy = ({ request, abandoned }: Ticket) =>
  request.references.length > 0 ? abandoned?.() : undefined;

/** PostgreSQL holds neither U+0000 nor lone surrogates; upstream texts may carry both. */
const storableText = (text: string) => text.replaceAll('\u0000', ' ').toWellFormed();

const artifactsOf = (produced: Produced) => produced.artifacts;
const outputsOf = (produced: Produced): Output[] =>
  produced.artifacts.map((artifact) => ({ slot: produced.slot, ...artifact }));

function resultOf(ticket: Ticket, delivered: readonly Produced[], ending: Ending) {
  const first = delivered[0] as Produced;
  return {
    text: delivered
      .map((produced) => produced.text)
      .filter(Boolean)
      .join('\n'),
    usage: delivered.map((produced) => produced.usage).reduce(addUsage, noUsage),
    omitted: distinct([
      ...ticket.request.omitted,
      ...delivered.flatMap((produced) => produced.omitted),
      ...missingImages(ticket, ending),
    ]),
    channel: first.channel,
    effectiveModel: first.effectiveModel,
  } satisfies Partial<Outcome>;
}

/** Partial success is a success with fewer images, and says so. */
function missingImages(ticket: Ticket, ending: Ending): Omission[] {
  if (ending.missing.length === 0) return [];
  const reasons = [...new Set(ending.missing.map((failure) => failure.message))].join(' ');
  return [
    {
      parameter: 'n',
      reason: `${ending.missing.length} of ${ticket.request.count} images failed: ${reasons}`,
    },
  ];
}

function distinct(omissions: readonly Omission[]): Omission[] {
  return [...new Map(omissions.map((omission) => [JSON.stringify(omission), omission])).values()];
}
