import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { holdPerImage, type Micros, type PinnedPrice } from '../generation/price.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { failpoint } from '../lib/failpoint.ts';
import type { Trace } from '../lib/tracing/trace.ts';
import type { LeaseClock } from '../records/lease-clock.ts';
import { leaseMs } from '../records/leases.ts';
import { StoreUnavailable, UniqueViolation } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { type AcceptEntry, acceptUnit } from './accept-unit.ts';
import { findClaim, type IdempotencyClaim, type PlacedClaim } from './idempotency.ts';
import { type PriceParts, priceOf } from './price-of.ts';
import { withDefaults } from './with-defaults.ts';

/** An accepted generation: a durable row, its money set aside, and the right to work on it while the fence holds. */
export interface Ticket {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly caller: Caller;
  readonly createdAtMs: number;
  readonly fence: number;
  readonly price: PinnedPrice;
  readonly heldMicros: Micros;
  /** The generation its Idempotency-Key stood for before, when that had expired or was interrupted. */
  readonly replaces?: string;
  readonly abandoned?: () => AbortSignal;
  /** What is done for it is traced below; absent: nothing is. */
  readonly trace?: Trace;
}

/** A create as it comes from the door. */
export interface NewRequest {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly caller: Caller;
  /** What the protocol needs to write the answer again. */
  readonly choice: Readonly<Record<string, unknown>>;
  readonly claim?: IdempotencyClaim;
  readonly abandoned?: () => AbortSignal;
  readonly trace?: Trace;
}

export interface AcceptParts extends PriceParts {
  readonly store: Store;
  readonly leaseClock: Pick<LeaseClock, 'now' | 'catchUp'>;
  /** `pass` throws `archive_unavailable` while no picture could be kept. */
  readonly archive: { pass(): void };
  /** Process that will work on it. */
  readonly owner: string;
}

/** The same request was accepted before, under this id. */
export class AlreadyAccepted extends Error {
  override readonly name = 'AlreadyAccepted';
  readonly generationId: string;

  constructor(generationId: string) {
    super(`accepted before as ${generationId}`);
    this.generationId = generationId;
  }
}

/**
 * Checks what the key may ask, sets the price aside and writes the row, in one transaction: from here on the
 * generation is durable. Throws `AlreadyAccepted` for a repeated Idempotency-Key with the same body, and
 * `archive_unavailable` where pictures that somebody waits for could not be kept.
 */
export async function accept(parts: AcceptParts, input: NewRequest, nowMs: number): Promise<Ticket> {
  const { id, caller, claim } = input;
  const request = withDefaults(parts.catalog, input.request, caller);
  refuseForeignModel(caller, request);
  failpoint('accept-before');
  // Not by a wall clock that was set forward: the answer the key stood for is deleted, and another paid for.
  const agedMs = Math.min(nowMs, parts.leaseClock.now());
  let replaces = claim && (await findPlace(parts.store, caller, claim, agedMs));
  if (request.kind !== 'async-image') parts.archive.pass();
  const entry = await newEntry(parts, input, request, nowMs);
  for (let triesLeft = 2; ; triesLeft -= 1) {
    try {
      await parts.store.write(acceptUnit, { ...entry, claim: claim && placed(claim, replaces) });
      break;
    } catch (error) {
      // The same request may have been accepted meanwhile, and be what took the key, the money or the room.
      if (claim) {
        replaces = await findPlace(parts.store, caller, claim, agedMs).catch((unread: unknown) => {
          // Nothing was accepted by the look, and that is all it can say.
          throw isInDoubt(error) && unread instanceof StoreUnavailable ? error : unread;
        });
      }
      if (!claim || !(error instanceof UniqueViolation) || triesLeft === 0) throw error;
    }
  }
  failpoint('accepted');
  return {
    id,
    request,
    caller,
    createdAtMs: nowMs,
    fence: 1,
    price: entry.price,
    heldMicros: entry.heldMicros,
    ...(replaces === undefined ? {} : { replaces }),
    ...(input.abandoned ? { abandoned: input.abandoned } : {}),
    ...(input.trace ? { trace: input.trace } : {}),
  };
}

/** What the transaction writes of a request: its price is pinned, and the worst case to be held. */
export async function newEntry(
  parts: AcceptParts,
  input: NewRequest,
  request: GenerationRequest,
  nowMs: number,
): Promise<AcceptEntry & { readonly price: PinnedPrice }> {
  const isTask = request.kind === 'async-image';
  const price = await priceOf(parts, input.caller, request);
  const caughtUp = isTask ? undefined : parts.leaseClock.catchUp();
  if (caughtUp) await caughtUp;
  return {
    id: input.id,
    caller: input.caller,
    // Bytes of native bodies stay out of the store and out of the message to its thread.
    request: withoutNative(request),
    // A task is taken from the queue by whoever has room; somebody waits for the rest.
    state: isTask ? 'queued' : 'running',
    nowMs,
    owner: isTask ? null : parts.owner,
    leaseUntilMs: isTask ? null : parts.leaseClock.now() + leaseMs,
    heldMicros: holdPerImage(price) * request.count,
    price,
    choice: input.choice,
    claim: input.claim,
  };
}

/** It may have been accepted after all. */
const isInDoubt = (error: unknown): boolean =>
  error instanceof StoreUnavailable && error.outcome === 'unknown';

const placed = (claim: IdempotencyClaim, replaces: string | undefined): PlacedClaim =>
  replaces === undefined ? claim : { ...claim, replaces };

export function refuseForeignModel(caller: Caller, request: GenerationRequest): void {
  const allowed = caller.settings.models;
  if (!allowed || allowed.includes(request.model)) return;
  throw new Failure('permission_denied', {
    message: `This API key may not use the model ${request.requestedModel}.`,
    param: 'model',
  });
}

/**
 * The generation whose place a new one may take under this key; undefined when the key was not used. Throws
 * `AlreadyAccepted` or `idempotency_conflict`.
 */
async function findPlace(
  store: Store,
  caller: Caller,
  claim: IdempotencyClaim,
  nowMs: number,
): Promise<string | undefined> {
  const earlier = await store.read(findClaim, { keyId: caller.keyId, key: claim.key, nowMs });
  if (!earlier || earlier.isExpired) return earlier?.generationId;
  if (earlier.bodyHash !== claim.bodyHash) throw new Failure('idempotency_conflict');
  if (earlier.isInterrupted) return earlier.generationId;
  throw new AlreadyAccepted(earlier.generationId);
}

function withoutNative(request: GenerationRequest): GenerationRequest {
  if (!request.native) return request;
  return { ...request, native: { ...request.native, skeleton: null, spools: [] } };
}
