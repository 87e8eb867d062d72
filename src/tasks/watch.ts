import type { Receipt } from '../generation/receipt.ts';

type Step = IteratorResult<Receipt | undefined, undefined>;

interface Asked {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What one client sees of a generation: the receipt now and after each change, and `undefined` where nothing changed
 * for a while. Of changes between two questions it sees the last. Not a generator: one of those ends no sooner than
 * what it waits for.
 */
export class Watch implements AsyncIterableIterator<Receipt | undefined> {
  readonly untilMs: number;
  readonly #leave: (watch: Watch) => void;
  #seen = '';
  #news: Receipt | undefined;
  #asked: Asked | undefined;
  #error: unknown;
  #isOver = false;

  constructor(untilMs: number, leave: (watch: Watch) => void) {
    this.untilMs = untilMs;
    this.#leave = leave;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#answer();
    });
  }

  async return(): Promise<Step> {
    this.end();
    return over;
  }

  see(receipt: Receipt): void {
    const references = receipt.referenceNotes.map((note) => note.state);
    const state = `${receipt.state} ${receipt.dispatched} ${references} ${Object.values(receipt.steps ?? {})}`;
    if (state === this.#seen) return;
    this.#seen = state;
    this.#news = receipt;
    this.#answer();
  }

  /** Nothing changed for a while. */
  tick(): void {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.resolve({ done: false, value: undefined });
  }

  /** What was seen before is still given. */
  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#error = error;
    this.#leave(this);
    this.#answer();
  }

  #answer(): void {
    const asked = this.#asked;
    const news = this.#news;
    if (!asked || (!news && !this.#isOver)) return;
    this.#asked = undefined;
    this.#news = undefined;
    if (news) asked.resolve({ done: false, value: news });
    else if (this.#error === undefined) asked.resolve(over);
    else asked.reject(this.#error);
  }
}

const over: Step = { done: true, value: undefined };
