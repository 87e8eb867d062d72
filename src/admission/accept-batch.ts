import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { defaultConcurrency } from '../ledger/running-of-keys.ts';
import type { BatchRow } from '../store/schema.ts';
import { type AcceptParts, type NewRequest, newEntry, refuseForeignModel } from './accept.ts';
import { type AcceptEntry, acceptBatchUnit } from './accept-unit.ts';
import { withDefaults } from './with-defaults.ts';

/** Tasks of one caller that are accepted together, and the row that names them. */
export interface NewBatch {
  readonly caller: Caller;
  readonly requests: readonly NewRequest[];
  readonly row: BatchRow;
}

export async function acceptBatch(parts: AcceptParts, batch: NewBatch, nowMs: number): Promise<void> {
  refuseMoreThanMayRun(batch);
  const entries: AcceptEntry[] = [];
  for (const input of batch.requests) {
    const request = withDefaults(parts.catalog, input.request, batch.caller);
    refuseForeignModel(batch.caller, request);
    entries.push(await newEntry(parts, input, request, nowMs));
  }
  await parts.store.write(acceptBatchUnit, { row: batch.row, entries });
}

/** Waiting would not help it. */
function refuseMoreThanMayRun({ caller, requests }: NewBatch): void {
  const most = caller.settings.concurrency ?? defaultConcurrency;
  if (requests.length <= most) return;
  throw new Failure('invalid_request', {
    message: `The requests of a batch are accepted together, and this API key may have ${most} generations running or waiting at once; the batch has ${requests.length} requests. Send smaller batches.`,
  });
}
