import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import { failpoint } from '../lib/failpoint.ts';
import { announceEnd } from '../records/announce-end.ts';
import { countUsage } from '../records/count-usage.ts';
import {
  type Ended,
  type FinishGeneration,
  finishGeneration,
  insertWhatCame,
} from '../records/finish-generation.ts';
import { inOneTrip } from '../store/in-one-trip.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { returnAllowance } from './allowance.ts';
import type { Lane } from './running-of-keys.ts';
import { addAvailable, bookName, lockAccount, type Transfer, transfer } from './transfers.ts';

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
  const [isEnded] = await settleAll(db, [entry]);
  return isEnded === true;
}

export const settleUnit = defineUnit({
  name: 'settle',
  module: import.meta.url,
  group: bookName,
  errors: [Failure],
  run: settle,
  runAll: settleAll,
});

/** Several of one account and mode; of each, what `settle` says. */
export async function settleAll(db: Db, entries: readonly Settlement[]): Promise<readonly boolean[]> {
  const [{ accountId, mode }] = entries as [Settlement];
  for (const entry of entries) assertCovered(entry);
  const ends: (Ended | undefined)[] = entries.map(() => undefined);
  await inOneTrip(
    lockAccount(db, accountId, mode),
    ...entries.map(async (entry, index) => {
      ends[index] = await finishGeneration(db, entry);
    }),
  );
  failpoint('settle-inside');
  const ended = entries.flatMap((entry, index) => {
    const end = ends[index];
    return end ? [{ budgetedAtMs: end.budgetedAtMs, ...entry }] : [];
  });
  const restMicros = ended.reduce((sum, entry) => sum + restOf(entry), 0);
  await inOneTrip(
    transfer(db, ...ended.flatMap(transfersOf)),
    addAvailable(db, accountId, mode, restMicros),
    insertWhatCame(db, ended),
    returnAllowance(db, ended),
    countUsage(db, ended),
    ...ended.filter(({ lane }) => lane === 'task').map((entry) => announceEnd(db, entry)),
  );
  return ends.map((end) => end !== undefined);
}

function assertCovered({ chargedMicros, heldMicros }: Settlement): void {
  if (chargedMicros <= heldMicros) return;
  throw new Failure('internal', { internal: `charge ${chargedMicros} above hold ${heldMicros}` });
}

const restOf = (entry: Settlement): Micros => entry.heldMicros - entry.chargedMicros;

function transfersOf(entry: Settlement): Transfer[] {
  const { id, accountId, mode, nowMs } = entry;
  const common = { accountId, mode, generationId: id, debit: 'held', nowMs } as const;
  return [
    { id: `${id}:charge`, kind: 'charge', credit: 'revenue', amountMicros: entry.chargedMicros, ...common },
    { id: `${id}:release`, kind: 'release', credit: 'available', amountMicros: restOf(entry), ...common },
  ];
}
