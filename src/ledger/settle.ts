import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import { failpoint } from '../lib/failpoint.ts';
import { announceEnd } from '../records/announce-end.ts';
import { countUsage } from '../records/count-usage.ts';
import { type FinishGeneration, finishGeneration } from '../records/finish-generation.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type Lane, returnAllowance } from './allowance.ts';
import { addAvailable, bookName, lockAccount, transfer } from './transfers.ts';

export interface Settlement extends Omit<FinishGeneration, 'chargedMicros'> {
  readonly accountId: string;
  readonly mode: Mode;
  readonly keyId: string;
  readonly model: string;
  readonly lane: Lane;
  readonly createdAtMs: number;
  readonly heldMicros: Micros;
  /** 0 for anything but a success. */
  readonly chargedMicros: Micros;
}

/**
 * Ends a generation and moves its money in one transaction: the charge to revenue, the rest of the hold back.
 * False when somebody else ended it before: then nothing was written. The fence and the transfers' ids each
 * make a second settlement impossible.
 */
export async function settle(db: Db, entry: Settlement): Promise<boolean> {
  if (entry.chargedMicros > entry.heldMicros) {
    throw new Failure('internal', {
      internal: `charge ${entry.chargedMicros} above hold ${entry.heldMicros}`,
    });
  }
  await lockAccount(db, entry.accountId, entry.mode);
  if (!(await finishGeneration(db, entry))) return false;
  const common = {
    accountId: entry.accountId,
    mode: entry.mode,
    generationId: entry.id,
    debit: 'held',
    nowMs: entry.nowMs,
  } as const;
  const rest = entry.heldMicros - entry.chargedMicros;
  await transfer(
    db,
    {
      ...common,
      id: `${entry.id}:charge`,
      kind: 'charge',
      credit: 'revenue',
      amountMicros: entry.chargedMicros,
    },
    { ...common, id: `${entry.id}:release`, kind: 'release', credit: 'available', amountMicros: rest },
  );
  failpoint('settle-inside');
  await addAvailable(db, entry.accountId, entry.mode, rest);
  await returnAllowance(db, {
    keyId: entry.keyId,
    lane: entry.lane,
    heldMicros: entry.heldMicros,
    chargedMicros: entry.chargedMicros,
    createdAtMs: entry.createdAtMs,
  });
  await countUsage(db, entry);
  if (entry.lane === 'task') await announceEnd(db, entry);
  return true;
}

export const settleUnit = defineUnit({
  name: 'settle',
  module: import.meta.url,
  group: bookName,
  errors: [Failure],
  run: settle,
});
