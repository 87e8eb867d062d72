/** What one call told about the channel it went to, for one upstream model. */
export type Verdict = 'answered' | 'failed' | 'rate_limited' | 'denied' | 'model_gone';

export type CircuitState = 'closed' | 'open' | 'half_open';
export type CircuitCause = Exclude<Verdict, 'answered'>;

export const isCircuitCause = (text: string): text is CircuitCause => text in longestWaitMs;

/** Failures in a row that open it: well under the twenty calls an outage may waste. */
const failuresInARow = 5;
/** So many without one success prove an outage also to a request that has nowhere else to go. */
const failuresForCertain = 20;
/** Or this many among the last `windowSize` calls. */
const failuresInWindow = 10;
const windowSize = 20;

const firstWaitMs = 1_000;
/** An outage is tried again this often at least, so that a healed channel is back within five seconds. */
const longestWaitMs: Readonly<Record<CircuitCause, number>> = {
  failed: 4_000,
  rate_limited: 4_000,
  // A retired model or a refused key seldom heals by itself: an operator changes the channel, which closes it, or a
  // free call of the prober is accepted.
  denied: 60_000,
  model_gone: 60_000,
};
/** A longer `retryDelay` than this is a slip of the upstream (a date, 10^9 seconds). */
const longestRetryDelayMs = 300_000;

/**
 * Keeps calls away from one upstream model on one channel while they are bound to fail. Closed: calls pass.
 * Open: none does until `openUntilMs`. Then half open: one call at a time passes, and its end decides.
 */
export class Circuit {
  cause: CircuitCause | undefined;
  openUntilMs = 0;
  /** When it opened last. */
  sinceMs = 0;
  #isOpen = false;
  #delayUntilMs = 0;
  /** When the wait began. At an earlier time it is over: the clock was set back, and might keep it open for as long. */
  #waitSinceMs = 0;
  #isProbing = false;
  #isSuggested = false;
  #wasMisled = false;
  #inARow = 0;
  #waits = 0;
  #window: boolean[] = [];

  state(nowMs: number): CircuitState {
    if (!this.#isOpen) return 'closed';
    return this.#isWaiting(nowMs) ? 'open' : 'half_open';
  }

  /** True when a call may pass now. */
  passes(nowMs: number): boolean {
    return !this.#isOpen || !(this.#isWaiting(nowMs) || this.#isProbing);
  }

  /** Unix milliseconds from which it may let a call pass; now, when it need not wait. */
  backAtMs(nowMs: number): number {
    return this.#isWaiting(nowMs) ? this.openUntilMs : nowMs;
  }

  /** True when a call may be made although it is open, because the request has nowhere else to go. */
  isWorthTrying(nowMs: number): boolean {
    return !this.#isWaitingUntil(this.#delayUntilMs, nowMs) && this.#inARow < failuresForCertain;
  }

  /** Lets a call through; true when it is the one a half-open circuit is decided by. */
  enter(): boolean {
    if (!this.#isOpen) return false;
    this.#isProbing = true;
    return true;
  }

  /** Tells how a call ended; `undefined` when it says nothing about the channel. */
  leave(verdict: Verdict | undefined, isProbe: boolean, nowMs: number, retryDelayMs?: number): void {
    if (isProbe) this.#isProbing = false;
    if (this.#isOpen && !isProbe) {
      // What set out before it opened says nothing about now, but for the time the upstream wants to be left alone.
      if (retryDelayMs !== undefined) this.#wait(nowMs, retryDelayMs);
      return;
    }
    if (verdict === undefined) return;
    if (verdict === 'answered') {
      if (this.#isOpen) this.reset();
      this.#inARow = 0;
      this.#remember(true);
      return;
    }
    this.#inARow += 1;
    this.#remember(false);
    const isCertain =
      isProbe || verdict === 'denied' || verdict === 'model_gone' || retryDelayMs !== undefined;
    const failures = this.#window.filter((isGood) => !isGood).length;
    if (isCertain || this.#inARow >= failuresInARow || failures >= failuresInWindow) {
      this.#open(verdict, nowMs, retryDelayMs);
    }
  }

  /**
   * A call that costs nothing was accepted: lets the next real one show whether the rest works, unless that turned out
   * wrong before. True when it did something.
   */
  suggest(nowMs: number): boolean {
    if (!this.#isOpen || this.#wasMisled || nowMs < this.#delayUntilMs || !this.#isWaiting(nowMs))
      return false;
    this.#isSuggested = true;
    this.openUntilMs = nowMs;
    return true;
  }

  /** Follows another node that found it failing; true when it was closed here. */
  adopt(cause: CircuitCause, openUntilMs: number, nowMs: number): boolean {
    if (this.#isOpen) return false;
    this.#isOpen = true;
    this.cause = cause;
    this.sinceMs = nowMs;
    this.#waitSinceMs = nowMs;
    this.openUntilMs = Math.min(openUntilMs, nowMs + longestRetryDelayMs);
    return true;
  }

  /** Follows another node whose call was answered: the next one here decides. */
  adoptRecovery(nowMs: number): void {
    if (this.#isOpen) this.openUntilMs = Math.min(this.openUntilMs, Math.max(nowMs, this.#delayUntilMs));
  }

  /** Closed, with nothing held against it. */
  reset(): void {
    this.#isOpen = false;
    this.#inARow = 0;
    this.#waits = 0;
    this.#isSuggested = false;
    this.#wasMisled = false;
    this.#window = [];
    this.cause = undefined;
    this.openUntilMs = 0;
    this.#delayUntilMs = 0;
  }

  #open(cause: CircuitCause, nowMs: number, retryDelayMs = 0): void {
    const waitMs = Math.min(firstWaitMs * 2 ** this.#waits, longestWaitMs[cause]);
    this.#waits = Math.min(this.#waits + 1, 16);
    this.#wasMisled ||= this.#isSuggested;
    this.#isSuggested = false;
    if (!this.#isOpen) this.sinceMs = nowMs;
    this.#isOpen = true;
    this.cause = cause;
    this.#waitSinceMs = nowMs;
    this.#delayUntilMs = 0;
    this.openUntilMs = nowMs + waitMs;
    this.#wait(nowMs, retryDelayMs);
  }

  #isWaiting(nowMs: number): boolean {
    return this.#isWaitingUntil(this.openUntilMs, nowMs);
  }

  #isWaitingUntil(untilMs: number, nowMs: number): boolean {
    return nowMs >= this.#waitSinceMs && nowMs < untilMs;
  }

  #wait(nowMs: number, retryDelayMs: number): void {
    if (nowMs < this.#waitSinceMs) {
      // Times from before the clock was set back mean nothing any more.
      this.#delayUntilMs = 0;
      this.openUntilMs = 0;
      this.#waitSinceMs = nowMs;
    }
    const untilMs = nowMs + Math.min(Math.max(retryDelayMs, 0), longestRetryDelayMs);
    this.#delayUntilMs = Math.max(this.#delayUntilMs, untilMs);
    this.openUntilMs = Math.max(this.openUntilMs, untilMs);
  }

  #remember(isGood: boolean): void {
    this.#window.push(isGood);
    if (this.#window.length > windowSize) this.#window.shift();
  }
}
