import type { PinnedPrice } from '../generation/price.ts';
import type { Receipt } from '../generation/receipt.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { storedRequest } from './generation-record.ts';

export interface Queued {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly createdAtMs: number;
  readonly heldMicros: number;
  readonly price: PinnedPrice;
}

/** The receipt of a task at the moment it was accepted: what reading its row would tell. */
export function newReceipt(queued: Queued): Receipt {
  return {
    id: queued.id,
    state: 'queued',
    request: storedRequest(queued.request),
    createdAtMs: queued.createdAtMs,
    dispatched: false,
    finishedAtMs: undefined,
    heldMicros: queued.heldMicros,
    chargedMicros: 0,
    price: queued.price,
    result: undefined,
    failure: undefined,
    outputs: [],
    attempts: [],
    route: [],
    referenceNotes: [],
    steps: undefined,
  };
}
