import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost, TransactionConflict } from './translate-error.ts';

const conflictRetriesMax = 5;

export interface Patience {
  /**
   * Runs `act` again after a conflict (five times at most) and after the loss of a connection (for `reconnectMs`).
   * `act` must reject with `ConnectionLost` only when it took no effect.
   */
  insist<Result>(act: () => Promise<Result>): Promise<Result>;
}

/** `random`: 0 ≤ x < 1. `onRetry` is called before each repetition. */
export function createPatience(reconnectMs: number, random: () => number, onRetry: () => void): Patience {
  return {
    async insist(act) {
      let conflicts = 0;
      let losses = 0;
      let lostSince: number | undefined;
      for (;;) {
        try {
          return await act();
        } catch (error) {
          if (error instanceof TransactionConflict && conflicts < conflictRetriesMax) {
            conflicts += 1;
            await sleep(5 * 2 ** conflicts * (0.5 + random()));
          } else if (error instanceof ConnectionLost) {
            lostSince ??= performance.now();
            if (performance.now() - lostSince > reconnectMs) throw error;
            losses += 1;
            await sleep(Math.min(500, 25 * 2 ** losses) * (0.5 + random()));
          } else {
            throw error;
          }
          onRetry();
        }
      }
    },
  };
}
