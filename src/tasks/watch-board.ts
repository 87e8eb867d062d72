import type { Receipt } from '../generation/receipt.ts';
import type { Clock } from '../lib/clock.ts';
import { steadyClock } from '../lib/steady-clock.ts';
import { Watch } from './watch.ts';

export interface WatchParts {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** A generation is looked at this often while somebody watches; another process may perform it. */
const lookMs = 250;
/** And less often where so many are watched that a look at each of them takes longer than that. */
const lookCostMs = 1;
const tickMs = 10_000;

interface Watched {
  readonly watches: Set<Watch>;
  last?: Receipt;
}

/** Looks at each generation that is watched, once for all who do, and not at all when the last has left. */
export class WatchBoard {
  readonly #parts: WatchParts;
  readonly #watched = new Map<string, Watched>();

  constructor(parts: WatchParts) {
    const { clock, sleep } = parts;
    this.#parts = { clock: steadyClock(clock), sleep };
  }

  /** `name` stands for the generation as this caller sees it, `look` reads it. The watch ends early with `closed`. */
  watch(
    name: string,
    look: () => Promise<Receipt | undefined>,
    limitMs: number,
    closed: AbortSignal,
  ): AsyncIterable<Receipt | undefined> {
    const known = this.#watched.get(name);
    const watched = known ?? { watches: new Set() };
    const watch = new Watch(this.#parts.clock.now() + limitMs, () => {
      closed.removeEventListener('abort', onClosed);
      watched.watches.delete(watch);
      if (watched.watches.size === 0 && this.#watched.get(name) === watched) this.#watched.delete(name);
    });
    const onClosed = () => watch.end();
    watched.watches.add(watch);
    this.#watched.set(name, watched);
    closed.addEventListener('abort', onClosed);
    if (closed.aborted) watch.end();
    else if (!known) void this.#follow(watched, look);
    else if (watched.last) watch.see(watched.last);
    return watch;
  }

  async #follow(watched: Watched, look: () => Promise<Receipt | undefined>): Promise<void> {
    const { clock, sleep } = this.#parts;
    const { watches } = watched;
    let tickAtMs = clock.now() + tickMs;
    try {
      while (watches.size > 0) {
        const receipt = await look();
        if (receipt) watched.last = receipt;
        const isQuiet = clock.now() >= tickAtMs;
        if (isQuiet) tickAtMs = clock.now() + tickMs;
        let nextMs = Math.max(lookMs, this.#watched.size * lookCostMs);
        for (const watch of watches) {
          if (receipt) watch.see(receipt);
          if (isQuiet) watch.tick();
          const leftMs = watch.untilMs - clock.now();
          if (!receipt || receipt.finishedAtMs !== undefined || leftMs <= 0) watch.end();
          else nextMs = Math.min(nextMs, leftMs);
        }
        if (watches.size > 0) await sleep(nextMs);
      }
    } catch (error) {
      for (const watch of watches) watch.end(error);
    }
  }
}
