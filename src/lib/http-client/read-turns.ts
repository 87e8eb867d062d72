export interface ReadTurnLimits {
  /** Bytes after which a socket lets the others have a turn of the event loop. Default 256 KiB. */
  readonly budgetBytes?: number;
  /** Response bodies read at the same time; the others wait in the kernel's buffers. Default 16. */
  readonly slots?: number;
}

/** What takes turns: a connection that reads a body. */
export interface TurnTaker {
  /** Since its last turn. */
  turnBytes: number;
  /** Has used up its budget of this turn. */
  isParked: boolean;
  slot: 'none' | 'waiting' | 'held';
  /** Clock of the slots when it last had more to read. */
  lastTick: number;
  /** One of the above changed. */
  updateReading(): void;
}

/**
 * Keeps one large or many simultaneous bodies from holding the event loop. Without a budget libuv drains up
 * to 32 buffers of one socket in one go; without slots a thousand bodies that arrive together are all read
 * in the same turn (loop stalls of 2 s measured).
 */
export class ReadTurns {
  private readonly budgetBytes: number;
  private readonly slotCount: number;
  private readonly holders = new Set<TurnTaker>();
  private readonly waiting = new Set<TurnTaker>();
  private parked: TurnTaker[] = [];
  private tick = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(limits: ReadTurnLimits = {}) {
    this.budgetBytes = limits.budgetBytes ?? 256 * 1024;
    this.slotCount = limits.slots ?? 16;
  }

  /** Counts bytes just read. */
  spend(taker: TurnTaker, sizeBytes: number): void {
    taker.turnBytes += sizeBytes;
    if (taker.turnBytes < this.budgetBytes || taker.isParked) return;
    taker.isParked = true;
    if (this.parked.push(taker) === 1) setImmediate(this.nextTurn);
  }

  /** There is more to read: asks for a slot, or says that the one held is in use. Until there is one, `slot` is `waiting`. */
  enter(taker: TurnTaker): void {
    taker.lastTick = this.tick;
    if (taker.slot !== 'none') return;
    if (this.holders.size < this.slotCount) this.grant(taker);
    else {
      taker.slot = 'waiting';
      this.waiting.add(taker);
      this.timer ??= setInterval(this.evictIdle, tickMs);
    }
  }

  leave(taker: TurnTaker): void {
    taker.slot = 'none';
    this.waiting.delete(taker);
    if (this.holders.delete(taker)) this.admit();
  }

  private readonly nextTurn = (): void => {
    const { parked } = this;
    this.parked = [];
    for (const taker of parked) {
      taker.turnBytes = 0;
      taker.isParked = false;
      taker.updateReading();
    }
  };

  private grant(taker: TurnTaker): void {
    taker.slot = 'held';
    taker.lastTick = this.tick;
    this.holders.add(taker);
  }

  private admit(): void {
    for (const taker of this.waiting) {
      if (this.holders.size >= this.slotCount) return;
      this.waiting.delete(taker);
      this.grant(taker);
      taker.updateReading();
    }
  }

  /** Bodies that only trickle must not hold the slots that full ones wait for. */
  private readonly evictIdle = (): void => {
    this.tick++;
    for (const taker of this.holders) {
      if (this.tick - taker.lastTick < idleTicks) continue;
      this.holders.delete(taker);
      taker.slot = 'none';
    }
    this.admit();
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  };
}

/** A slot is given up after two ticks in which there was never more to read. */
const tickMs = 10;
const idleTicks = 2;
