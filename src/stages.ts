import { accept, type Ticket } from './admission/accept.ts';
import { acceptBatch } from './admission/accept-batch.ts';
import type { ReplayBodies } from './archive/replay-bodies.ts';
import { runName } from './attempt-output.ts';
import { withCosts } from './channels/attempt-cost.ts';
import { dropAnswer, dropImages, dropOrphans, ranBefore } from './drop-images.ts';
import { Failure } from './generation/failure.ts';
import { noteOutput, recallOutputs } from './kept-outputs.ts';
import type { PriceList } from './ledger/price-list.ts';
import { type SettleParts, settleSurely } from './ledger/settle-surely.ts';
import { abortAfter } from './lib/abort-after.ts';
import { failpoint } from './lib/failpoint.ts';
import type { Stages, Tried } from './pipeline.ts';
import { produce } from './produce.ts';
import type { ProduceParts } from './produced.ts';
import { dispatchTask } from './records/claim-tasks.ts';
import type { LeaseClock } from './records/lease-clock.ts';
import { noteReferences } from './records/note-references.ts';
import { outlastAway } from './records/outlast-away.ts';
import type { FetchReferences } from './references/fetch-references.ts';
import { keepNotes } from './references/keep-notes.ts';
import {
  artifactsOf,
  chargeFor,
  costInput,
  failedEnding,
  outputsOf,
  resultOf,
  settlementOf,
} from './settlement.ts';
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
    recall: (ticket, tried) => recallOutputs(parts, ticket, tried),
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
    async dispatch(ticket, kept) {
      const { id, fence, request } = ticket;
      abandonedBy(ticket)?.throwIfAborted();
      if (request.kind !== 'async-image') return parts.archive.pass();
      await parts.archive.opened(ticket.createdAtMs + parts.deadlineMs);
      const dispatched = { id, fence, nowMs: clock.now() };
      if (!(await outlastAway(parts, ticket, () => store.write(dispatchTask, dispatched)))) {
        throw new Failure('cancelled', { internal: 'cancelled or taken over before it went upstream' });
      }
      if (ranBefore(ticket)) await dropOrphans(parts, ticket, kept);
    },
    async produce(ticket, slot, work) {
      const produced = await produce(parts, ticket, slot, work);
      await noteOutput(parts, ticket, produced, work);
      failpoint('images-kept');
      return produced;
    },

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

/** What `settleSurely` throws once it has given up on a store that is away. */
const isAway = (error: unknown) => error instanceof Failure && error.cause instanceof StoreUnavailable;

/** Only references take time before it goes upstream. */
const abandonedBy = ({ request, abandoned }: Ticket) =>
  request.references.length > 0 ? abandoned?.() : undefined;
