/** Who a transfer is for and where it goes. */
export interface TransferOf {
  readonly key: string;
  readonly host: string;
}

export interface SlotLimits {
  /** Transfers of all keys at one time. */
  readonly total: number;
  /** Of one key. */
  readonly perKey: number;
  /** To one host. */
  readonly perHost: number;
}

export interface TransferSlots {
  /** Resolves with the way out, to be called once. Rejects with the signal's reason when it aborts first. */
  enter(transfer: TransferOf, signal: AbortSignal): Promise<() => void>;
}

interface Waiting extends TransferOf {
  readonly admit: () => void;
}

/**
 * Lets a number of transfers run at a time. Whoever waits is admitted key by key in turn, so that a key with a
 * thousand waiting delays another one by a single transfer; a busy host delays only what goes there.
 */
export function createTransferSlots(limits: SlotLimits): TransferSlots {
  const queues = new Map<string, Set<Waiting>>();
  const ofKey = new Map<string, number>();
  const ofHost = new Map<string, number>();
  let running = 0;

  const hasRoom = ({ key, host }: TransferOf): boolean =>
    running < limits.total &&
    (ofKey.get(key) ?? 0) < limits.perKey &&
    (ofHost.get(host) ?? 0) < limits.perHost;

  const count = ({ key, host }: TransferOf, change: 1 | -1): void => {
    running += change;
    add(ofKey, key, change);
    add(ofHost, host, change);
  };

  const forget = (waiting: Waiting): void => {
    const queue = queues.get(waiting.key);
    queue?.delete(waiting);
    if (queue?.size === 0) queues.delete(waiting.key);
  };

  const admitNext = (): void => {
    for (const [key, queue] of [...queues]) {
      if (running >= limits.total) return;
      if ((ofKey.get(key) ?? 0) >= limits.perKey) continue;
      for (const waiting of queue) {
        if (!hasRoom(waiting)) continue;
        forget(waiting);
        count(waiting, 1);
        // To the end of the line: the next place is another key's.
        if (queues.delete(key) && queue.size > 0) queues.set(key, queue);
        waiting.admit();
        break;
      }
    }
  };

  return {
    async enter(transfer, signal) {
      signal.throwIfAborted();
      if (!queues.has(transfer.key) && hasRoom(transfer)) count(transfer, 1);
      else {
        await new Promise<void>((resolve, reject) => {
          const onAbort = (): void => {
            forget(waiting);
            reject(signal.reason);
          };
          const admit = (): void => {
            signal.removeEventListener('abort', onAbort);
            resolve();
          };
          const waiting: Waiting = { ...transfer, admit };
          const queue = queues.get(transfer.key) ?? new Set();
          queues.set(transfer.key, queue.add(waiting));
          signal.addEventListener('abort', onAbort, { once: true });
          admitNext();
        });
      }
      return () => {
        count(transfer, -1);
        admitNext();
      };
    },
  };
}

function add(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const next = (counts.get(name) ?? 0) + change;
  if (next === 0) counts.delete(name);
  else counts.set(name, next);
}
