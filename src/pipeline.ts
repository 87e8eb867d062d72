import type { NewRequest, Ticket } from './admission/accept.ts';
import type { NewBatch } from './admission/accept-batch.ts';
import { Failure, toFailure } from './generation/failure.ts';
import type { Attempt, Outcome, Produced, RouteNote } from './generation/outcome.ts';
import type { ReadyReference, Relay } from './generation/provider.ts';
import type { Log } from './lib/log.ts';
import type { ProduceWork } from './produced.ts';

/** The stops of a generation, in order. `app.ts` gives each its parts. */
export interface Stages {
  /** Checks the key's rights, holds the price, writes the row: one transaction. */
  accept(request: NewRequest): Promise<Ticket>;
  /** The same for several tasks and the row that names them, in one transaction: all of them or none. */
  acceptBatch(batch: NewBatch): Promise<void>;
  /** What runs of it that were cut off had made and noted; `tried` receives their attempts. */
  recall(ticket: Ticket, tried: Pick<ProduceWork, 'attempts' | 'route'>): Promise<readonly Produced[]>;
  /** Fetches and inspects the input images. */
  fetchReferences(ticket: Ticket): Promise<{ references: readonly ReadyReference[]; release(): void }>;
  /**
   * Notes that the generation goes upstream now; throws when it was cancelled or taken over. Of what earlier runs left,
   * only what was recalled stays.
   */
  dispatch(ticket: Ticket, kept: readonly Produced[]): Promise<void>;
  /** Routes, tries and archives one output. */
  produce(ticket: Ticket, slot: number, work: ProduceWork): Promise<Produced>;
  /** Writes the images delivered, charges for them and releases the rest of the hold: one transaction. */
  settle(ticket: Ticket, delivered: readonly Produced[], ending: Ending): Promise<Outcome>;
  /** Writes the failure and releases the hold: one transaction. */
  fail(ticket: Ticket, failure: Failure, tried: Tried): Promise<void>;
}

/** What routing decided, and every attempt that was made. */
export interface Tried {
  readonly attempts: readonly Attempt[];
  readonly route: readonly RouteNote[];
}

export interface Ending extends Tried {
  /** Why some of the images asked for are missing. */
  readonly missing: readonly Failure[];
}

export interface Pipeline {
  /** After this the generation is durable and, unless it ends here, will be performed. */
  accept(request: NewRequest): Promise<Ticket>;
  acceptBatch(batch: NewBatch): Promise<void>;
  /** Runs an accepted generation to its end. Throws the `Failure` it ended with. */
  perform(ticket: Ticket, relay?: Relay): Promise<Outcome>;
}

export function createPipeline(stages: Stages, log: Log): Pipeline {
  async function perform(ticket: Ticket, relay?: Relay): Promise<Outcome> {
    const tried = { attempts: [] as Attempt[], route: [] as RouteNote[] };
    try {
      const kept = await stages.recall(ticket, tried);
      const slots = slotsWithout(kept, ticket.request.count);
      const { references, release, failure } = await prepare(ticket, slots, kept);
      const work: ProduceWork = { references, ...tried, ...(relay ? { relay } : {}) };
      const one = (slot: number) => (failure ? Promise.reject(failure) : stages.produce(ticket, slot, work));
      const results = await stages
        .dispatch(ticket, kept)
        .then(() => Promise.allSettled(slots.map(one)))
        .finally(release);
      const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const delivered = kept.length === 0 ? made : [...kept, ...made].sort((a, b) => a.slot - b.slot);
      const missing = results.flatMap((result) =>
        result.status === 'rejected' ? [toFailure(result.reason)] : [],
      );
      if (delivered.length === 0) throw missing[0] ?? new Failure('no_image');
      await relay?.keepAnswer();
      return await stages.settle(ticket, delivered, { missing, ...tried });
    } catch (error) {
      const failure = toFailure(error);
      // Told again or not, it has to be settled: what is held goes back, and the key gets its place back.
      await relay?.keepAnswer(failure).catch((error: unknown) => {
        log.error({ err: error, generation: ticket.id }, 'an answer was not kept for its Idempotency-Key');
      });
      await stages.fail(ticket, failure, tried);
      throw failure;
    }
  }

  /** References that cannot be had any more cost the outputs not yet made; what was kept is delivered all the same. */
  async function prepare(
    ticket: Ticket,
    slots: readonly number[],
    kept: readonly Produced[],
  ): Promise<Prepared> {
    const release = () => undefined;
    if (slots.length === 0) return { references: [], release };
    if (kept.length === 0) return stages.fetchReferences(ticket);
    return stages
      .fetchReferences(ticket)
      .catch((error: unknown) => ({ references: [], release, failure: toFailure(error) }));
  }

  return { accept: stages.accept, acceptBatch: stages.acceptBatch, perform };
}

/** Why it cannot be begun, if it cannot. */
type Prepared = Awaited<ReturnType<Stages['fetchReferences']>> & { readonly failure?: Failure };

/** Slots count from 1. */
const slotsWithout = (kept: readonly Produced[], count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter(
    (slot) => !kept.some((output) => output.slot === slot),
  );
