import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { ArchiveUnavailable } from './stores/errors.ts';

/**
 * Keeps work from being paid for upstream while its pictures could not be kept. Open until something could not be kept,
 * or not in good time, and a look finds the archive as a whole away; open again with the first look that finds it well.
 */
export interface ArchiveGate {
  readonly isOpen: boolean;
  /** Throws `archive_unavailable` while it is closed. */
  pass(): void;
  /** Resolves when it is open, or at a time. */
  opened(untilMs: number): Promise<void>;
  /** Something could not be kept. True when that is because the archive is away. */
  suspect(): Promise<boolean>;
  /**
   * Keeps what is paid for, again and again while the archive is away, until a time. What the archive refuses twice
   * while it is well stays refused.
   */
  outlast<Result>(keep: () => Promise<Result>, untilMs: number): Promise<Result>;
  close(): void;
}

export interface ArchiveGateParts {
  /** Rejects when the archive or the disk for temporary files takes nothing. */
  readonly probe: () => Promise<void>;
  readonly clock: Clock;
  /** Passes the time until the next look. A process may end meanwhile where `isIdle`. */
  readonly wait: (isIdle: boolean) => Promise<unknown>;
  readonly log: Log;
  readonly onChange: (isOpen: boolean) => void;
}

const retryAfterMs = 5_000;
/** A server that takes connections and never speaks says so after minutes: what takes this long is a reason to look. */
const slowMs = 15_000;

export function createArchiveGate({ probe, clock, wait, log, onChange }: ArchiveGateParts): ArchiveGate {
  let awaySinceMs: number | undefined;
  let looking: Promise<boolean> | undefined;
  let isOver = false;
  let lookedAtMs = 0;
  let isWatching = false;
  /** What is being kept, oldest first. */
  const underWay = new Set<{ readonly sinceMs: number }>();

  /** Whoever has just failed may share a look that is under way. */
  function look(): Promise<boolean> {
    looking ??= probe()
      .then(opens, closes)
      .finally(() => {
        looking = undefined;
        lookedAtMs = clock.now();
      });
    return looking;
  }

  function opens(): boolean {
    if (awaySinceMs === undefined) return false;
    log.info({ awayMs: clock.now() - awaySinceMs }, 'the archive is back: what waited for it goes on');
    awaySinceMs = undefined;
    onChange(true);
    return false;
  }

  function closes(error: unknown): boolean {
    if (awaySinceMs !== undefined) return true;
    awaySinceMs = clock.now();
    log.error({ err: error }, 'the archive is away: nothing is sent upstream until it is back');
    onChange(false);
    void keepLooking();
    return true;
  }

  async function keepLooking(): Promise<void> {
    while (awaySinceMs !== undefined && !isOver) {
      await wait(true);
      await look();
    }
  }

  /** While it is away it is looked at anyway. */
  async function watchSlow(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    while (underWay.size > 0 && !isOver) {
      await wait(true);
      const [oldest] = underWay;
      if (!oldest || awaySinceMs !== undefined) continue;
      if (clock.now() - Math.max(oldest.sinceMs, lookedAtMs) >= slowMs) await look();
    }
    isWatching = false;
  }

  async function watched<Result>(keep: () => Promise<Result>): Promise<Result> {
    const entry = { sinceMs: clock.now() };
    underWay.add(entry);
    void watchSlow();
    try {
      return await keep();
    } finally {
      underWay.delete(entry);
    }
  }

  const gate: ArchiveGate = {
    get isOpen() {
      return awaySinceMs === undefined;
    },
    pass() {
      if (awaySinceMs !== undefined)
        throw new Failure('archive_unavailable', { message: isAway, retryAfterMs });
    },
    async opened(untilMs) {
      while (awaySinceMs !== undefined && clock.now() < untilMs) await wait(false);
    },
    async suspect() {
      return awaySinceMs !== undefined || (await look());
    },
    async outlast(keep, untilMs) {
      for (let refusals = 0; ; ) {
        try {
          return await watched(keep);
        } catch (error) {
          if (!(error instanceof ArchiveUnavailable)) throw error;
          if (await gate.suspect()) await gate.opened(untilMs);
          // It may have come back between the two.
          else refusals += 1;
          if (refusals > 1 || !gate.isOpen || clock.now() >= untilMs) throw error;
        }
      }
    },
    close() {
      isOver = true;
    },
  };
  return gate;
}

const isAway =
  'The gateway cannot store images at this moment. Nothing was generated or charged. Try again shortly.';
