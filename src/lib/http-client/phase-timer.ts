import type { HttpTimeout } from './http-failure.ts';

/** One timer for the phase an exchange is in and one for the whole of it. */
export class PhaseTimer {
  private readonly fired: (which: HttpTimeout) => void;
  private readonly total: NodeJS.Timeout | undefined;
  private phase: NodeJS.Timeout | undefined;

  constructor(totalMs: number, fired: (which: HttpTimeout) => void) {
    this.fired = fired;
    this.total = timer(totalMs, () => fired('total'));
  }

  /** Replaces the phase's timer. */
  set(which: HttpTimeout, ms: number): void {
    clearTimeout(this.phase);
    this.phase = timer(ms, () => this.fired(which));
  }

  /** Starts the phase's time anew. */
  refresh(): void {
    this.phase?.refresh();
  }

  clear(): void {
    clearTimeout(this.phase);
    clearTimeout(this.total);
    this.phase = undefined;
  }
}

/** Node fires at once for what does not fit 31 bits. */
function timer(ms: number, act: () => void): NodeJS.Timeout | undefined {
  return ms <= 0x7fffffff ? setTimeout(act, ms) : undefined;
}
