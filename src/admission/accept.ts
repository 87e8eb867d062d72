import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { holdPerImage, type Micros, type PinnedPrice } from '../generation/price.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { takeAllowance } from '../ledger/allowance.ts';
import { hold } from '../ledger/hold.ts';
import type { PriceList } from '../ledger/price-list.ts';
import { insertGeneration, type NewGeneration } from '../records/insert-generation.ts';
import { leaseMs } from '../records/leases.ts';
import { UniqueViolation } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { claimIdempotencyKey, findClaim, type IdempotencyClaim, pruneClaims } from './idempotency.ts';
import { priceOf } from './price-of.ts';

/** An accepted generation: a durable row, its money set aside, and the right to work on it while the fence holds. */
export interface Ticket {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly caller: Caller;
  readonly createdAtMs: number;
  readonly fence: number;
  readonly price: PinnedPrice;
  readonly heldMicros: Micros;
}

/** A create as it comes from the door. */
export interface NewRequest {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly caller: Caller;
  /** What the protocol needs to write the answer again. */
  readonly choice: Readonly<Record<string, unknown>>;
  readonly claim?: IdempotencyClaim;
}

export interface AcceptParts {
  readonly store: Store;
  readonly prices: PriceList;
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

interface AcceptEntry extends NewGeneration {
  readonly claim: IdempotencyClaim | undefined;
}

const acceptUnit = defineUnit({
  name: 'accept',
  module: import.meta.url,
  group: true,
  errors: [Failure],
  async run(db: Db, entry: AcceptEntry): Promise<void> {
    const { id, caller, nowMs, heldMicros } = entry;
    if (entry.claim) await claimIdempotencyKey(db, entry.claim, caller.keyId, id, nowMs);
    const lane = entry.request.kind === 'async-image' ? 'task' : 'sync';
    await takeAllowance(db, { caller, lane, micros: heldMicros, nowMs });
    await hold(db, {
      generationId: id,
      accountId: caller.accountId,
      mode: caller.mode,
      mayOverdraw: caller.unlimited || caller.mode === 'test',
      amountMicros: heldMicros,
      nowMs,
    });
    await insertGeneration(db, entry);
  },
});

/**
 * Checks what the key may ask, sets the price aside and writes the row, in one transaction: from here on the
 * generation is durable. Throws `AlreadyAccepted` for a repeated Idempotency-Key with the same body.
 */
export async function accept(parts: AcceptParts, input: NewRequest, nowMs: number): Promise<Ticket> {
  const { id, request, caller, claim } = input;
  refuseForeignModel(caller, request);
  if (claim) await refuseRepeated(parts.store, caller, claim, nowMs);
  const price = await priceOf(parts.prices, caller, request);
  const heldMicros = holdPerImage(price) * request.count;
  try {
    await parts.store.write(acceptUnit, {
      id,
      caller,
      // Bytes of native bodies stay out of the store and out of the message to its thread.
      request: withoutNative(request),
      state: 'running',
      nowMs,
      owner: parts.owner,
      leaseUntilMs: nowMs + leaseMs,
      heldMicros,
      price,
      choice: input.choice,
      claim,
    });
  } catch (error) {
    if (claim && error instanceof UniqueViolation) await refuseRepeated(parts.store, caller, claim, nowMs);
    throw error;
  }
  return { id, request, caller, createdAtMs: nowMs, fence: 1, price, heldMicros };
}

function refuseForeignModel(caller: Caller, request: GenerationRequest): void {
  const allowed = caller.settings.models;
  if (!allowed || allowed.includes(request.model)) return;
  throw new Failure('permission_denied', {
    message: `This API key may not use the model ${request.requestedModel}.`,
    param: 'model',
  });
}

async function refuseRepeated(store: Store, caller: Caller, claim: IdempotencyClaim, nowMs: number) {
  const earlier = await store.read(findClaim, { keyId: caller.keyId, key: claim.key, nowMs });
  if (!earlier) {
    // An expired claim may still hold the key's place.
    await store.write(pruneClaims, { nowMs, keyId: caller.keyId, key: claim.key });
    return;
  }
  if (earlier.bodyHash !== claim.bodyHash) throw new Failure('idempotency_conflict');
  throw new AlreadyAccepted(earlier.generationId);
}

function withoutNative(request: GenerationRequest): GenerationRequest {
  if (!request.native) return request;
  return { ...request, native: { ...request.native, skeleton: null, spools: [] } };
}
