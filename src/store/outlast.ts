import { StoreUnavailable } from './errors.ts';

export interface Endurance {
  readonly clock: { now(): number };
  /** Passes the time until the next try. */
  readonly wait: () => Promise<unknown>;
  /** Unix milliseconds from which a failure is final. */
  readonly untilMs: number;
  readonly onAway?: (error: StoreUnavailable) => void;
}

/**
 * Asks the store again and again while it is away, for what would be lost with the answer. `act` must do no harm when
 * an earlier try of it took effect after all.
 */
export async function outlast<Result>(act: () => Promise<Result>, endurance: Endurance): Promise<Result> {
  const { clock, wait, untilMs, onAway } = endurance;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || clock.now() >= untilMs) throw error;
      onAway?.(error);
      await wait();
    }
  }
}
