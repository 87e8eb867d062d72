import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { hostOf } from '../../records/announce-news.ts';
import { type AttemptParts, attempt } from './attempt.ts';
import { type ClaimedEvent, claimEvents, endForeignClaims, releaseEvent } from './claim-events.ts';
import { dueLanes, type LanePlace } from './due-lanes.ts';
import { type Lane, LaneSlots } from './lane-slots.ts';

export interface SenderParts extends Omit<AttemptParts, 'totalMs'> {
  readonly limits?: Partial<SenderLimits>;
}

export interface SenderLimits {
  /** Attempts at once, in all and to one host. */
  readonly most: number;
  readonly mostPerHost: number;
  /** Due events looked at once a second; where more are due, the next look goes on with them. */
  readonly lookedAt: number;
  /** Longest an attempt may take. */
  readonly totalMs: number;
  /** How long attempts under way may go on after `stop`. */
  readonly graceMs: number;
}

export interface CallbackSender {
  /**
   * Something of this caller was put on its way to this URL in this process; every other event is noticed within a
   * second, or once a backlog was looked through.
   */
  wake(url: string | undefined, caller: Pick<Lane, 'accountId' | 'mode'>): void;
  /** Looks for what is due; resolves when its attempts have begun. */
  poll(): Promise<void>;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  /**
   * Looks for nothing more: what is due is for other processes, or the next start. Attempts under way go on, and on
   * SQLite, where there is no other process, what it is woken for is still sent.
   */
  drain(): void;
  /** Claims nothing more, once what it was woken for is claimed, and waits for the attempts under way. */
  stop(): Promise<void>;
}

const defaultLimits: SenderLimits = {
  most: 256,
  mostPerHost: 8,
  lookedAt: 2_000,
  totalMs: 30_000,
  graceMs: 5_000,
};
const pollMs = 1_000;
/** What another process made due is to be seen so long after, by its clock: its transaction ends later. */
const overlapMs = 10_000;
/** An event older than this waited for a receiver that was away. */
const lateMs = 60_000;
/** A late attempt keeps its place so long: a host that comes back gets its backlog at 50 per second at most. */
const latePlaceMs = 160;

/** Sends the callbacks that are due, each at least once, a bounded number at the same time and of each account. */
export async function startSender(parts: SenderParts): Promise<CallbackSender> {
  const { store, clock, owner } = parts;
  if (store.engine === 'sqlite') {
    await store.write(endForeignClaims, { exceptOwner: owner, nowMs: clock.now() });
  }
  return new Sender(parts);
}

class Sender implements CallbackSender {
  private readonly parts: SenderParts;
  private readonly limits: SenderLimits;
  private readonly slots: LaneSlots;
  private readonly underWay = new Set<Promise<void>>();
  private readonly hurry = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private working: Promise<void> | undefined;
  private lookedUpTo: LanePlace | undefined;
  private lookedAtMs: number | undefined;
  private claims: 'all' | 'woken' | 'none' = 'all';

  constructor(parts: SenderParts) {
    this.parts = parts;
    this.limits = { ...defaultLimits, ...parts.limits };
    this.slots = new LaneSlots(this.limits);
    // Every attempt under way listens.
    setMaxListeners(0, this.hurry.signal);
    this.timer = this.pollEvery(pollMs);
  }

  wake(url: string | undefined, { accountId, mode }: Pick<Lane, 'accountId' | 'mode'>): void {
    if (url === undefined || this.claims === 'none') return;
    this.slots.ask({ accountId, mode, host: hostOf(url) });
    this.look();
  }

  async poll(): Promise<void> {
    const { store, clock, log } = this.parts;
    if (this.claims !== 'all') return;
    try {
      const { lookedAt: limit } = this.limits;
      const look = { nowMs: clock.now(), limit };
      // What became due since the last look stands behind all of a backlog, and does not wait for it.
      const freshMs = (this.lookedAtMs ?? look.nowMs) - overlapMs;
      const isBehind = this.lookedUpTo !== undefined && this.lookedUpTo.dueAtMs < freshMs;
      const fresh = isBehind ? store.read(dueLanes, { after: placeAt(freshMs), ...look }) : undefined;
      const [{ lanes, next }, since] = await Promise.all([
        store.read(dueLanes, { after: this.lookedUpTo, ...look }),
        fresh,
      ]);
      this.lookedUpTo = next;
      this.lookedAtMs = look.nowMs;
      for (const lane of [...lanes, ...(since?.lanes ?? [])]) this.slots.ask(lane);
    } catch (error) {
      if (this.claims === 'all')
        log.error({ err: error }, 'due callbacks could not be read; it is tried again');
    }
    await this.look();
  }

  async idle(): Promise<void> {
    while (this.working || this.underWay.size > 0) await Promise.all([this.working, ...this.underWay]);
  }

  drain(): void {
    this.claims = this.parts.store.engine === 'sqlite' ? 'woken' : 'none';
    clearInterval(this.timer);
  }

  async stop(): Promise<void> {
    this.drain();
    await this.working;
    this.claims = 'none';
    const stopped = new AbortController();
    const hurry = setTimeout(this.limits.graceMs, undefined, { signal: stopped.signal });
    hurry.then(
      () => this.hurry.abort(),
      () => undefined,
    );
    await this.idle();
    stopped.abort();
  }

  private pollEvery(ms: number): NodeJS.Timeout {
    let looking = false;
    return setInterval(async () => {
      // A store that needs longer is not asked once more for each second it takes.
      if (looking) return;
      looking = true;
      await this.poll();
      looking = false;
    }, ms).unref();
  }

  private look(): Promise<void> {
    // Not at once: what is asked for in the same turn is claimed together.
    this.working ??= Promise.resolve().then(() => this.takeDue());
    return this.working;
  }

  private async takeDue(): Promise<void> {
    const { store, clock, owner, log } = this.parts;
    try {
      for (;;) {
        const wants = this.claims === 'none' ? [] : this.slots.offers();
        if (wants.length === 0) return;
        const events = await store.write(claimEvents, { owner, nowMs: clock.now(), wants });
        if (this.claims === 'none') return await this.giveBack(events);
        for (const event of events) this.begin(event);
        for (const { limit, ...lane } of wants) {
          // As many as there was room for: there may be more.
          if (events.filter((event) => isOf(event, lane)).length === limit) this.slots.ask(lane);
        }
      }
    } catch (error) {
      log.error({ err: error }, 'callbacks could not be claimed; it is tried again');
    } finally {
      this.working = undefined;
    }
  }

  /** What was on its way from the store when the drain began. */
  private async giveBack(events: readonly ClaimedEvent[]): Promise<void> {
    const { store, clock, owner } = this.parts;
    for (const { id } of events) await store.write(releaseEvent, { id, owner, nowMs: clock.now() });
  }

  private begin(event: ClaimedEvent): void {
    this.slots.take(event);
    const work: Promise<void> = this.attempt(event)
      .catch((error: unknown) => {
        // The claim ends by itself, and somebody tries again.
        this.parts.log.error({ err: error, event: event.id }, 'a callback could not be sent or recorded');
      })
      .finally(() => {
        this.underWay.delete(work);
        this.slots.free(event);
        this.look();
      });
    this.underWay.add(work);
  }

  private async attempt(event: ClaimedEvent): Promise<void> {
    const isLate = this.parts.clock.now() - event.createdAtMs > lateMs;
    const place = isLate ? setTimeout(latePlaceMs) : undefined;
    await attempt({ totalMs: this.limits.totalMs, ...this.parts }, event, this.hurry.signal);
    await place;
  }
}

/** Before everything that became due then. */
const placeAt = (dueAtMs: number): LanePlace => ({ dueAtMs, host: '', accountId: '', mode: 'live' });

const isOf = (event: Lane, lane: Lane): boolean =>
  event.host === lane.host && event.accountId === lane.accountId && event.mode === lane.mode;
