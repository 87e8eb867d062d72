/** Who wants a place, and, where that is limited, for which host. */
export interface PlaceFor {
  readonly key: string;
  readonly host?: string;
}

export interface PlaceLimits {
  /** Places of all keys. */
  readonly total: number;
  /** Of one key. */
  readonly perKey: number;
  /** For one host. Default: no limit. */
  readonly perHost?: number;
  /** Who may wait. When one more comes, the key that has most waiting loses its last. Default: no limit. */
  readonly mostWaiting?: number;
  /** Longest anyone waits. Default: as long as it takes. */
  readonly longestMs?: number;
}

export interface FairPlaces {
  /**
   * Resolves with the way out, to be called once. Rejects with `NoPlace`, or with the signal's reason when it aborts
   * first. A signal that is costly to make is asked for when there is something to wait for.
   */
  enter(who: PlaceFor, signal?: AbortSignal | (() => AbortSignal)): Promise<() => void>;
  readonly waiting: number;
}

/** `full`: too many wait already; `late`: no place came free in time. */
export class NoPlace extends Error {
  override readonly name = 'NoPlace';
  readonly reason: 'full' | 'late';

  constructor(reason: NoPlace['reason'], waiting: number) {
    super(`no place: ${reason}, ${waiting} wait`);
    this.reason = reason;
  }
}

interface Waiting extends PlaceFor {
  readonly admit: () => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * Lets a number run at a time. Whoever waits is admitted key by key in turn, so that a key with a thousand waiting
 * delays another one by a single place; a busy host delays only what goes there.
 */
export function createFairPlaces(limits: PlaceLimits): FairPlaces {
  return new Places(limits);
}

class Places implements FairPlaces {
  private readonly limits: PlaceLimits;
  private readonly queues = new Map<string, Set<Waiting>>();
  private readonly ofKey = new Map<string, number>();
  private readonly ofHost = new Map<string, number>();
  private running = 0;
  waiting = 0;

  constructor(limits: PlaceLimits) {
    this.limits = limits;
  }

  async enter(who: PlaceFor, given?: AbortSignal | (() => AbortSignal)): Promise<() => void> {
    if (typeof given !== 'function') given?.throwIfAborted();
    if (!this.queues.has(who.key) && this.hasRoom(who)) this.count(who, 1);
    else {
      const signal = typeof given === 'function' ? given() : given;
      signal?.throwIfAborted();
      await this.wait(who, signal);
    }
    return () => {
      this.count(who, -1);
      this.admitNext();
    };
  }

  private wait(who: PlaceFor, signal: AbortSignal | undefined): Promise<void> {
    this.makeRoom(who.key);
    const { longestMs } = this.limits;
    return new Promise<void>((resolve, reject) => {
      const over = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const refuse = (reason: unknown): void => {
        over();
        this.forget(waiting);
        reject(reason);
      };
      const onAbort = (): void => refuse(signal?.reason);
      const waiting: Waiting = {
        ...who,
        refuse,
        admit() {
          over();
          resolve();
        },
      };
      const timer =
        longestMs === undefined
          ? undefined
          : setTimeout(() => refuse(new NoPlace('late', this.waiting)), longestMs);
      const queue = this.queues.get(who.key) ?? new Set();
      this.queues.set(who.key, queue.add(waiting));
      this.waiting += 1;
      signal?.addEventListener('abort', onAbort, { once: true });
      this.admitNext();
    });
  }

  /** Throws when the one who comes is of the key that has most waiting. */
  private makeRoom(key: string): void {
    if (this.waiting < (this.limits.mostWaiting ?? Infinity)) return;
    let longest: Set<Waiting> | undefined;
    for (const queue of this.queues.values()) if (queue.size > (longest?.size ?? 0)) longest = queue;
    const full = new NoPlace('full', this.waiting);
    if (!longest || longest.size <= (this.queues.get(key)?.size ?? 0) + 1) throw full;
    [...longest].at(-1)?.refuse(full);
  }

  private hasRoom({ key, host }: PlaceFor): boolean {
    const { total, perKey, perHost = Infinity } = this.limits;
    return (
      this.running < total &&
      (this.ofKey.get(key) ?? 0) < perKey &&
      (host === undefined || (this.ofHost.get(host) ?? 0) < perHost)
    );
  }

  private count({ key, host }: PlaceFor, change: 1 | -1): void {
    this.running += change;
    add(this.ofKey, key, change);
    if (host !== undefined) add(this.ofHost, host, change);
  }

  private forget(waiting: Waiting): void {
    const queue = this.queues.get(waiting.key);
    if (!queue?.delete(waiting)) return;
    this.waiting -= 1;
    if (queue.size === 0) this.queues.delete(waiting.key);
  }

  private admitNext(): void {
    const { total, perKey } = this.limits;
    if (this.queues.size === 0) return;
    for (const [key, queue] of [...this.queues]) {
      if (this.running >= total) return;
      if ((this.ofKey.get(key) ?? 0) >= perKey) continue;
      for (const waiting of queue) {
        if (!this.hasRoom(waiting)) continue;
        this.forget(waiting);
        this.count(waiting, 1);
        // To the end of the line: the next place is another key's.
        if (this.queues.delete(key) && queue.size > 0) this.queues.set(key, queue);
        waiting.admit();
        break;
      }
    }
  }
}

function add(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const next = (counts.get(name) ?? 0) + change;
  if (next === 0) counts.delete(name);
  else counts.set(name, next);
}
