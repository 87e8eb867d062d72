import { Failure } from '../generation/failure.ts';

/** Requests of one key that may wait for generations in one process at once: one for each task it may have by default. */
export const mostWatchesOfKey = 1_000;
const retryAfterMs = 5_000;

/** Counts the requests of each key that watch generations. */
export class WatchPlaces {
  readonly #ofKey = new Map<string, number>();

  /** Takes a place until the client's connection is `closed`. Throws `concurrency_limited`. */
  take(keyId: string, closed: AbortSignal): void {
    const taken = this.#ofKey.get(keyId) ?? 0;
    if (taken >= mostWatchesOfKey) {
      throw new Failure('concurrency_limited', { retryAfterMs, message: tooMany });
    }
    if (closed.aborted) return;
    this.#ofKey.set(keyId, taken + 1);
    closed.addEventListener('abort', () => this.#giveBack(keyId), { once: true });
  }

  #giveBack(keyId: string): void {
    const left = (this.#ofKey.get(keyId) ?? 1) - 1;
    if (left > 0) this.#ofKey.set(keyId, left);
    else this.#ofKey.delete(keyId);
  }
}

const tooMany =
  `This key has ${mostWatchesOfKey} requests open that wait for generations. ` +
  'Close some of them, or ask without waiting, as often as you like.';
