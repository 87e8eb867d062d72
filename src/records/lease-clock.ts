import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { readDatabaseTime } from '../store/database-time.ts';
import type { Store } from '../store/store.ts';

/**
 * The time that leases are counted in. Between two questions to the database it passes as the system's monotonic clock
 * does, so that no step of the wall clock ends a lease, or makes it last.
 */
export interface LeaseClock {
  /** Unix milliseconds, the same on every process of a database. */
  now(): number;
  /** Milliseconds from some moment on; a paused process counts them, a suspended machine may not. */
  elapsedMs(): number;
  /**
   * Before a lease is written: where the wall clock went on without the monotonic one, as while the machine was
   * suspended, `now` would be of the past. Resolves when it is not; undefined while both agree.
   */
  catchUp(): Promise<void> | undefined;
  /** On PostgreSQL, where the processes may be on machines whose clocks differ, asks for the database's time again. */
  follow(): Promise<void>;
}

export interface LeaseClockParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds of the monotonic clock. */
  readonly elapsedMs?: () => number;
}

/** An answer that took longer tells too little about when it was given. */
const longestAnswerMs = 2_000;
/** So much less than a lease, and more than a machine whose time is looked after is off. */
const worthTellingMs = 5_000;

/** A lease lasts long enough for so much, and clocks that are set a little are no suspension. */
const partedMs = 2_000;

const ofDatabase = {
  agrees: 'the clock of this machine agrees with the database again',
  differs: 'the clock of this machine differs from that of the database, which leases and deletions go by',
};
const ofThisProcess = {
  agrees: 'the clock of this machine agrees with the time since the start again',
  differs:
    'the clock of this machine was set, or it was suspended: what expires by the new time alone is deleted after the next start',
};

/** A clock that shows this machine's time until `follow` has asked the database. */
export function createLeaseClock(parts: LeaseClockParts): LeaseClock {
  const { store, clock, log, elapsedMs = () => performance.now() } = parts;
  let shiftMs = clock.now() - elapsedMs();
  let aheadMs = shiftMs;
  let catchingUp: Promise<void> | undefined;
  let isKnown = false;
  let isOff = false;

  function tell(offMs: number, { agrees, differs }: typeof ofDatabase): void {
    if (Math.abs(offMs) > worthTellingMs === isOff) return;
    isOff = !isOff;
    if (isOff) log.warn({ offMs }, differs);
    else log.info({ offMs }, agrees);
  }

  async function follow(): Promise<void> {
    if (store.engine === 'sqlite')
      return tell(Math.round(clock.now() - (elapsedMs() + shiftMs)), ofThisProcess);
    const askedMs = elapsedMs();
    const databaseMs = await store.read(readDatabaseTime, undefined);
    const answeredMs = elapsedMs();
    if (isKnown && answeredMs - askedMs > longestAnswerMs) return;
    isKnown = true;
    shiftMs = databaseMs - (askedMs + answeredMs) / 2;
    aheadMs = clock.now() - answeredMs;
    tell(Math.round(clock.now() - (answeredMs + shiftMs)), ofDatabase);
  }

  return {
    now: () => Math.round(elapsedMs() + shiftMs),
    elapsedMs,
    catchUp() {
      if (store.engine === 'sqlite' || clock.now() - elapsedMs() - aheadMs < partedMs) return undefined;
      catchingUp ??= follow().finally(() => {
        catchingUp = undefined;
      });
      return catchingUp;
    },
    follow,
  };
}
