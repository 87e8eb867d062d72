import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import { outlast } from '../store/outlast.ts';
import type { Store } from '../store/store.ts';
import { heartbeatMs, leaseMs, longestRunMs, recoveryMs, renewLeases } from './leases.ts';
import { readStanding } from './standing.ts';

/** A generation and the right to perform it. */
export interface Held {
  readonly id: string;
  readonly fence: number;
  readonly createdAtMs: number;
}

/** The leases of what this process is performing. A row nobody performs is not renewed, so that it ends. */
export interface HeldLeases {
  /** Holds a lease while the work goes on. */
  during<Result>(held: Held, work: () => Promise<Result>): Promise<Result>;
  renew(): Promise<void>;
  /** Renews them if they are due: before anybody looks for leases that ran out, as after a pause of this process. */
  freshen(): Promise<void>;
  /** Rejects with `interrupted` when the generation may not be worked on here any more. */
  confirm(held: Held): Promise<void>;
}

export interface LeaseParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Name of this process on the rows it works on. */
  readonly owner: string;
  /** Passes the time until a store that is away is asked again. */
  readonly wait: () => Promise<unknown>;
}

/** A statement has room for so many ids on both engines. */
const mostAtOnce = 500;
/** Nobody else takes a lease this young: it has a third of its time left. */
const sureMs = leaseMs - heartbeatMs;

export function createHeldLeases({ store, clock, owner, wait }: LeaseParts): HeldLeases {
  /** When each was known to be ours. */
  const sureAt = new Map<string, { readonly held: Held; ms: number }>();
  let renewedAtMs = 0;

  async function renew(): Promise<void> {
    const nowMs = clock.now();
    const all = [...sureAt.values()];
    for (let at = 0; at < all.length; at += mostAtOnce) {
      const ids = all.slice(at, at + mostAtOnce).map(({ held }) => held.id);
      for (const renewed of await store.write(renewLeases, { owner, ids, nowMs })) {
        const entry = sureAt.get(nameOf(renewed));
        if (entry) entry.ms = nowMs;
      }
    }
    renewedAtMs = nowMs;
  }

  return {
    async during(held, work) {
      const name = nameOf(held);
      sureAt.set(name, { held, ms: clock.now() });
      try {
        return await work();
      } finally {
        sureAt.delete(name);
      }
    },
    renew,
    async freshen() {
      if (clock.now() - renewedAtMs > heartbeatMs + recoveryMs) await renew();
    },
    async confirm(held) {
      const { id, fence, createdAtMs } = held;
      if (clock.now() - (sureAt.get(nameOf(held))?.ms ?? 0) <= sureMs) return;
      const untilMs = createdAtMs + longestRunMs;
      const standing = await outlast(() => store.read(readStanding, { id }), { clock, wait, untilMs });
      if (standing?.state === 'running' && standing.fence === fence) return;
      throw new Failure('interrupted', { internal: 'somebody else performs or ended it by now' });
    },
  };
}

const nameOf = ({ id, fence }: Pick<Held, 'id' | 'fence'>): string => `${id} ${fence}`;
