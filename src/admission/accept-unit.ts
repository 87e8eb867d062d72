import { Failure } from '../generation/failure.ts';
import { type Allowance, takeAllowance } from '../ledger/allowance.ts';
import { type Hold, hold, noteHold } from '../ledger/hold.ts';
import { bookName } from '../ledger/transfers.ts';
import { failpoint } from '../lib/failpoint.ts';
import { addBatch } from '../records/batches.ts';
import { enqueueJob } from '../records/enqueue-job.ts';
import { insertGeneration, type NewGeneration } from '../records/insert-generation.ts';
import { inOneTrip } from '../store/in-one-trip.ts';
import type { BatchRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type BoundClaim, claimIdempotencyKey, type PlacedClaim } from './idempotency.ts';

export interface AcceptEntry extends NewGeneration {
  readonly claim: PlacedClaim | undefined;
}

/** Sets the price aside, counts the generation, claims its Idempotency-Key and writes its row. */
export const acceptUnit = defineUnit({
  name: 'accept',
  module: import.meta.url,
  group: (entry: AcceptEntry) => bookName(entry.caller),
  errors: [Failure],
  run: (db: Db, entry: AcceptEntry) => acceptAll(db, [entry]),
  async runAll(db: Db, entries: readonly AcceptEntry[]) {
    await acceptAll(db, entries);
    return entries.map(() => undefined);
  },
});

export interface BatchEntry {
  readonly row: BatchRow;
  readonly entries: readonly AcceptEntry[];
}

/** All of a batch or nothing: what is refused to one of its requests leaves neither a generation nor the batch. */
export const acceptBatchUnit = defineUnit({
  name: 'accept-batch',
  module: import.meta.url,
  group: ({ entries }: BatchEntry) => bookName((entries[0] as AcceptEntry).caller),
  errors: [Failure],
  async run(db: Db, { row, entries }: BatchEntry): Promise<void> {
    await acceptAll(db, entries);
    await addBatch(db, row);
  },
});

/** All entries are of one account and mode. What is refused to one of several is refused to all. */
async function acceptAll(db: Db, entries: readonly AcceptEntry[]): Promise<void> {
  const holds = entries.map(holdOf);
  // The account's row first, as everywhere: whoever holds it is alone with what belongs to the account.
  await hold(db, holds);
  failpoint('accept-inside');
  await inOneTrip(
    noteHold(db, holds),
    takeAllowance(db, entries.map(allowanceOf)),
    claimIdempotencyKey(db, entries.flatMap(claimOf)),
    insertGeneration(db, ...entries),
    enqueueJob(db, ...entries.filter((entry) => entry.state === 'queued').map((entry) => entry.id)),
  );
}

const holdOf = ({ id, caller, heldMicros, nowMs }: AcceptEntry): Hold => ({
  generationId: id,
  accountId: caller.accountId,
  mode: caller.mode,
  mayOverdraw: caller.unlimited || caller.mode === 'test',
  amountMicros: heldMicros,
  nowMs,
});

const allowanceOf = ({ caller, request, heldMicros, nowMs }: AcceptEntry): Allowance => ({
  caller,
  lane: request.kind === 'async-image' ? 'task' : 'sync',
  micros: heldMicros,
  nowMs,
});

const claimOf = ({ id, caller, claim, request, nowMs }: AcceptEntry): BoundClaim[] =>
  claim
    ? [
        {
          keyId: caller.keyId,
          generationId: id,
          // All others are written again from the row.
          keepsAnswer: request.native !== undefined,
          nowMs,
          ...claim,
        },
      ]
    : [];
