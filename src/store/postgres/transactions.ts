import { StoreUnavailable } from '../errors.ts';
import { isCommitted } from './commit-mark.ts';
import type { Connections } from './connections.ts';
import type { Patience } from './patience.ts';
import {
  CommitUnknown,
  commitTogether,
  GroupUndone,
  type Outcome,
  readOnce,
  UnitFailed,
  type Work,
} from './transaction.ts';
import { ConnectionLost } from './translate-error.ts';

/** Groups that run with savepoints after one that had to be undone without. */
const carefulGroupsAfterFailure = 20;

export interface Transactions {
  /** One unit, one commit. */
  write(work: Work): Promise<unknown>;
  /** Several units, one commit; those that met a setback run again alone. One answer per unit, in order. */
  writeGroup(works: readonly Work[]): Promise<PromiseSettledResult<unknown>[]>;
  read(work: Work): Promise<unknown>;
}

export function createTransactions(
  connections: Connections,
  patience: Patience,
  onCommit: (units: number) => void,
): Transactions {
  let carefulGroups = 0;

  async function commitOnce(works: readonly Work[], savepoints = false): Promise<readonly Outcome[]> {
    try {
      const outcomes = await connections.use((link) =>
        commitTogether(link, works, savepoints).catch((error) => {
          // Rolled back, so the connection is as good as before.
          if (error instanceof GroupUndone) return error;
          throw error;
        }),
      );
      if (outcomes instanceof GroupUndone) throw outcomes;
      onCommit(outcomes.filter((outcome) => 'output' in outcome).length);
      return outcomes;
    } catch (error) {
      if (!(error instanceof CommitUnknown)) throw error;
      if (await wasCommitted(connections, patience, error)) return error.outcomes;
      throw new ConnectionLost('PostgreSQL: the connection was lost before the commit', { cause: error });
    }
  }

  /** Units seldom fail, and then often many of them: a cap or an empty account refuses one after the other. */
  async function commitGroup(works: readonly Work[]): Promise<readonly Outcome[]> {
    if (carefulGroups > 0) {
      carefulGroups -= 1;
      return commitOnce(works, true);
    }
    return commitOnce(works).catch((error: unknown) => {
      if (!(error instanceof GroupUndone)) throw error;
      carefulGroups = carefulGroupsAfterFailure;
      return commitOnce(works, true);
    });
  }

  const write = (work: Work): Promise<unknown> =>
    patience.insist(async () => {
      const outcome = (await commitOnce([work]))[0]!;
      if ('output' in outcome) return outcome.output;
      throw 'again' in outcome ? outcome.again : outcome.error;
    });

  return {
    write,
    async writeGroup(works) {
      const outcomes = await commitGroup(works).catch((error: unknown): Outcome[] => {
        // Whatever ended the transaction as a whole, alone each unit meets only what is its own.
        const mayPass = !(error instanceof StoreUnavailable && error.outcome === 'unknown');
        return works.map(() => (mayPass ? { again: error as Error } : { error }));
      });
      return Promise.allSettled(
        outcomes.map(async (outcome, index) => {
          if ('output' in outcome) return outcome.output;
          if ('error' in outcome) throw outcome.error;
          return write(works[index]!);
        }),
      );
    },
    read: (work) =>
      patience.insist(async () => {
        const answer = await connections.use((link) =>
          readOnce(link, work).catch((error) => {
            if (error instanceof UnitFailed) return error;
            throw error;
          }),
        );
        if (answer instanceof UnitFailed) throw answer.error;
        return answer;
      }),
  };
}

/** Asks the server what became of it. Rejects with an unknown outcome when no server can be asked in time. */
async function wasCommitted(
  connections: Connections,
  patience: Patience,
  lost: CommitUnknown,
): Promise<boolean> {
  try {
    return await patience.insist(() => connections.use((link) => isCommitted(link, lost.mark)));
  } catch (cause) {
    throw new StoreUnavailable('PostgreSQL was lost during a commit; whether it happened is not known', {
      cause,
      outcome: 'unknown',
    });
  }
}
