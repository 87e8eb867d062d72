import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { hostOf } from '../../records/announce-news.ts';
import { type AttemptParts, attempt } from './attempt.ts';
import { type ClaimedEvent, claimEvents, dueHosts, endForeignClaims } from './claim-events.ts';
import { HostSlots } from './host-slots.ts';

export interface SenderParts extends Omit<AttemptParts, 'totalMs'> {
  readonly limits?: Partial<SenderLimits>;
}

export interface SenderLimits {
  /** Attempts at once, in all and to one host. */
  readonly most: number;
  readonly mostPerHost: number;
  /** Longest an attempt may take. */
  readonly totalMs: number;
  /** How long attempts under way may go on after `stop`. */
  readonly graceMs: number;
}

export interface CallbackSender {
  /** Something was put on its way to this URL in this process; every other event is noticed within a second. */
  wake(url: string | undefined): void;
  /** Looks for everything that is due; resolves when its attempts have begun. */
  poll(): Promise<void>;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const defaultLimits: SenderLimits = { most: 256, mostPerHost: 8, totalMs: 30_000, graceMs: 5_000 };
const pollMs = 1_000;
/** An event older than this waited for a receiver that was away. */
const lateMs = 60_000;
/** A late attempt keeps its place so long: a host that comes back gets its backlog at 50 per second at most. */
const latePlaceMs = 160;

/** Sends the callbacks that are due, each at least once, a bounded number at the same time. */
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
  private readonly slots: HostSlots;
  private readonly underWay = new Set<Promise<void>>();
  private readonly hurry = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private working: Promise<void> | undefined;
  private isStopped = false;

  constructor(parts: SenderParts) {
    this.parts = parts;
    this.limits = { ...defaultLimits, ...parts.limits };
    this.slots = new HostSlots(this.limits);
    // Every attempt under way listens.
    setMaxListeners(0, this.hurry.signal);
    this.timer = setInterval(() => this.poll(), pollMs).unref();
  }

  wake(url: string | undefined): void {
    if (url === undefined) return;
    this.slots.ask(hostOf(url));
    this.look();
  }

  async poll(): Promise<void> {
    const { store, clock, log } = this.parts;
    try {
      for (const host of await store.read(dueHosts, { nowMs: clock.now() })) this.slots.ask(host);
    } catch (error) {
      if (!this.isStopped) log.error({ err: error }, 'due callbacks could not be read; it is tried again');
    }
    await this.look();
  }

  async idle(): Promise<void> {
    while (this.working || this.underWay.size > 0) await Promise.all([this.working, ...this.underWay]);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    const stopped = new AbortController();
    const hurry = setTimeout(this.limits.graceMs, undefined, { signal: stopped.signal });
    hurry.then(
      () => this.hurry.abort(),
      () => undefined,
    );
    await this.idle();
    stopped.abort();
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
        const wants = this.isStopped ? [] : this.slots.offers();
        if (wants.length === 0) return;
        const events = await store.write(claimEvents, { owner, nowMs: clock.now(), wants });
        for (const event of events) this.begin(event);
        for (const { host, limit } of wants) {
          // As many as there was room for: there may be more.
          if (events.filter((event) => event.host === host).length === limit) this.slots.ask(host);
        }
      }
    } catch (error) {
      log.error({ err: error }, 'callbacks could not be claimed; it is tried again');
    } finally {
      this.working = undefined;
    }
  }

  private begin(event: ClaimedEvent): void {
    this.slots.take(event.host);
    const work: Promise<void> = this.attempt(event)
      .catch((error: unknown) => {
        // The claim ends by itself, and somebody tries again.
        this.parts.log.error({ err: error, event: event.id }, 'a callback could not be sent or recorded');
      })
      .finally(() => {
        this.underWay.delete(work);
        this.slots.free(event.host);
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
