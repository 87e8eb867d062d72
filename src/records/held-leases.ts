import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import { outlast } from '../store/outlast.ts';
import type { Store } from '../store/store.ts';
import type { LeaseClock } from './lease-clock.ts';
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
  readonly leaseClock: LeaseClock;
  /** Name of this process on the rows it works on. */
  readonly owner: string;
  /** Passes the time until a store that is away is asked again. */
  readonly wait: () => Promise<unknown>;
}

/** A statement has room for so many ids on both engines. */
const mostAtOnce = 500;
/** Nobody else takes a lease this young: it has a third of its time left. */
const sureMs = leaseMs - heartbeatMs;

/**
 * A moment, by the clock that no step moves and by the one that goes on while the machine is suspended: the later of
 * them says how long ago it was.
 */
interface Moment {
  readonly elapsedMs: number;
  readonly wallMs: number;
}

interface Entry {
  readonly held: Held;
  /** When its lease is renewed no more. */
  readonly endsElapsedMs: number;
  /** When it was known to be ours. */
  sureAt: Moment;
}

export function createHeldLeases({ store, clock, leaseClock, owner, wait }: LeaseParts): HeldLeases {
  const entries = new Map<string, Entry>();
  let renewedAt: Moment | undefined;

  const thisMoment = (): Moment => ({ elapsedMs: leaseClock.elapsedMs(), wallMs: clock.now() });
  /** A clock that was set back says nothing; then it is not. */
  const isWithin = (limitMs: number, { elapsedMs, wallMs }: Moment): boolean => {
    const byWallMs = clock.now() - wallMs;
    return leaseClock.elapsedMs() - elapsedMs <= limitMs && byWallMs >= 0 && byWallMs <= limitMs;
  };

  async function renew(): Promise<void> {
    await leaseClock.follow();
    const moment = thisMoment();
    const nowMs = leaseClock.now();
    const all = [...entries.values()].filter((entry) => moment.elapsedMs < entry.endsElapsedMs);
    for (let at = 0; at < all.length; at += mostAtOnce) {
      const ids = all.slice(at, at + mostAtOnce).map(({ held }) => held.id);
      for (const renewed of await store.write(renewLeases, { owner, ids, nowMs })) {
        const entry = entries.get(nameOf(renewed));
        if (entry) entry.sureAt = moment;
      }
    }
    renewedAt = moment;
  }

  return {
    async during(held, work) {
      const name = nameOf(held);
      const sureAt = thisMoment();
      // How long it waited is told by the wall clock, at which it was accepted; how long it takes is not.
      const waitedMs = Math.max(0, sureAt.wallMs - held.createdAtMs);
      entries.set(name, { held, sureAt, endsElapsedMs: sureAt.elapsedMs + longestRunMs - waitedMs });
      try {
        return await work();
      } finally {
        entries.delete(name);
      }
    },
    renew,
    async freshen() {
      if (!renewedAt || !isWithin(heartbeatMs + recoveryMs, renewedAt)) await renew();
    },
    async confirm(held) {
      const { id, fence, createdAtMs } = held;
      const entry = entries.get(nameOf(held));
      if (entry && isWithin(sureMs, entry.sureAt)) return;
      const untilMs = createdAtMs + longestRunMs;
      const standing = await outlast(() => store.read(readStanding, { id }), { clock, wait, untilMs });
      if (standing?.state === 'running' && standing.fence === fence) return;
      throw new Failure('interrupted', { internal: 'somebody else performs or ended it by now' });
    },
  };
}

const nameOf = ({ id, fence }: Pick<Held, 'id' | 'fence'>): string => `${id} ${fence}`;
