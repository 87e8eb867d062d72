import type { Socket } from 'node:net';
import { type ConnectTarget, openSocket } from './open-socket.ts';
import type { ReadTurns, TurnTaker } from './read-turns.ts';

/** The exchange that uses a connection. */
export interface ConnectionUser {
  /** Whether what comes next belongs to a body. */
  readonly inBody: boolean;
  /** Whether the handler wants nothing for now. */
  readonly isPaused: boolean;
  /** The range is valid during the call only. */
  received(buffer: Buffer, start: number, end: number): void;
  /** The peer has sent everything it will send. */
  ended(): void;
  /** The socket is gone; the error that was the cause, if any. */
  lost(error: Error | undefined): void;
  /** Written bytes have left. */
  drained(): void;
}

export interface ConnectionWatcher {
  opened(connection: Connection): void;
  closed(connection: Connection): void;
}

export class ClientClosed extends Error {}

/** A socket to an origin, used by one exchange after another. */
export class Connection implements TurnTaker {
  readonly socket: Socket;
  /** Exchanges it has served. */
  useCount = 0;
  isOpen = false;
  /** How far the opening has come. */
  stage: 'connecting' | 'securing' | 'open' = 'connecting';
  turnBytes = 0;
  isParked = false;
  slot: TurnTaker['slot'] = 'none';
  lastTick = 0;
  private readonly secure: boolean;
  private readonly turns: ReadTurns;
  private user: ConnectionUser | undefined;
  private buffer = headBuffer;
  private isReading = true;
  private inRead = false;
  private failure: Error | undefined;

  constructor(target: ConnectTarget, turns: ReadTurns, watcher: ConnectionWatcher) {
    this.secure = target.origin.secure;
    this.turns = turns;
    this.socket = openSocket(target, {
      buffer: () => this.buffer,
      callback: (sizeBytes, buffer) => this.received(buffer as Buffer, sizeBytes),
    });
    this.socket.on('connect', () => {
      this.stage = 'securing';
    });
    this.socket.once(this.secure ? 'secureConnect' : 'connect', () => {
      this.stage = 'open';
      this.isOpen = true;
      watcher.opened(this);
    });
    this.socket.on('drain', () => this.user?.drained());
    this.socket.on('end', () => this.user?.ended());
    this.socket.on('error', (error) => {
      this.failure = error;
    });
    this.socket.on('close', () => {
      this.isOpen = false;
      this.turns.leave(this);
      this.user?.lost(this.failure);
      watcher.closed(this);
    });
  }

  /** Whether it can be given to an exchange. */
  get isIdle(): boolean {
    return this.isOpen && !this.user && !this.socket.destroyed && this.socket.writable;
  }

  use(user: ConnectionUser): void {
    this.user = user;
    this.socket.ref();
  }

  /** Takes the connection from its exchange; what arrives from now on closes it. */
  release(): void {
    this.user = undefined;
    this.useCount++;
    this.turns.leave(this);
    this.turnBytes = 0;
    this.buffer = headBuffer;
    this.updateReading();
  }

  destroy(): void {
    this.user = undefined;
    this.turns.leave(this);
    this.socket.destroy();
  }

  /** Ends it and whatever exchange uses it. */
  shutDown(): void {
    const { user } = this;
    this.destroy();
    user?.lost(new ClientClosed());
  }

  /** Starts or stops reading as the handler, the budget and the slots want it. */
  updateReading(): void {
    if (this.inRead || this.socket.destroyed) return;
    const wanted = this.wantsToRead;
    if (wanted === this.isReading) return;
    this.isReading = wanted;
    if (wanted) this.socket.resume();
    else this.socket.pause();
  }

  /** The handler paused or resumed. */
  pauseChanged(): void {
    if (this.inRead) return;
    if (this.user?.isPaused) this.turns.leave(this);
    this.updateReading();
  }

  /** Whether bytes may come now; if not, we hold them back ourselves. */
  get wantsToRead(): boolean {
    return !this.isParked && this.slot !== 'waiting' && !this.user?.isPaused;
  }

  private received(buffer: Buffer, sizeBytes: number): boolean {
    if (!this.user) {
      // Nothing was asked, so this can only confuse the next answer.
      this.socket.destroy();
      return false;
    }
    this.inRead = true;
    try {
      this.user.received(buffer, 0, sizeBytes);
    } finally {
      this.inRead = false;
    }
    this.takeTurn(sizeBytes, buffer);
    this.isReading = this.wantsToRead;
    return this.isReading;
  }

  private takeTurn(sizeBytes: number, buffer: Buffer): void {
    if (!this.user?.inBody) {
      this.buffer = headBuffer;
      return;
    }
    this.turns.spend(this, sizeBytes);
    // TLS delivers record by record, so only a small record tells that there is no more to read.
    const isDrained = buffer !== headBuffer && sizeBytes < (this.secure ? 4096 : buffer.length);
    if (this.user.isPaused) this.turns.leave(this);
    else if (!isDrained) this.turns.enter(this);
    this.buffer = isDrained ? trickleBuffer : bodyBuffer;
  }
}

/** The most that one read brings. */
export const readMaxBytes = 256 * 1024;

/**
 * Every socket reads into the same three buffers, since what is read is used up before the next read.
 * A response that waits for its slot holds no more than its head; a body that had run dry starts small, so
 * that a thousand of them waking up at once do not bring 256 KB each.
 */
const headBuffer = Buffer.allocUnsafeSlow(4 * 1024);
const trickleBuffer = Buffer.allocUnsafeSlow(16 * 1024);
const bodyBuffer = Buffer.allocUnsafeSlow(readMaxBytes);
