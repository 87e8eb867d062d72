import { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import type { ConnectTarget } from './open-socket.ts';
import type { ReadTurns } from './read-turns.ts';

export interface PoolLimits {
  readonly maxSockets: number;
  readonly maxIdle: number;
  readonly idleMs: number;
}

/** The connections to one origin, and the exchanges that wait for one. */
export class OriginPool {
  private readonly target: Omit<ConnectTarget, 'session' | 'checkPeer'>;
  private readonly limits: PoolLimits;
  private readonly turns: ReadTurns;
  private readonly emptied: () => void;
  private readonly connections = new Set<Connection>();
  /** The one used last is taken first, so that surplus ones grow old. */
  private readonly idle: Connection[] = [];
  private readonly idleTimers = new Map<Connection, NodeJS.Timeout>();
  /** In turn, with whether it must be a fresh one. */
  private readonly waiting = new Map<Exchange, boolean>();
  private session: Buffer | undefined;

  constructor(
    target: Omit<ConnectTarget, 'session' | 'checkPeer'>,
    limits: PoolLimits,
    turns: ReadTurns,
    emptied: () => void,
  ) {
    this.target = target;
    this.limits = limits;
    this.turns = turns;
    this.emptied = emptied;
  }

  /** Gives the exchange a connection, now or later; `fresh` asks for one that no other has used. */
  request(exchange: Exchange, fresh = false): void {
    const connection = fresh ? undefined : this.takeIdle();
    if (connection) exchange.begin(connection);
    else if (this.connections.size < this.limits.maxSockets) this.open(exchange);
    else {
      this.waiting.set(exchange, fresh);
      exchange.queued();
      // Only who must have a fresh one waits beside unused ones: one of them makes room.
      this.idle.shift()?.destroy();
    }
  }

  /** The exchange wants no connection any more. */
  forget(exchange: Exchange): void {
    this.waiting.delete(exchange);
  }

  /** The exchange has ended in good order and its connection may serve again. */
  giveBack(connection: Connection, keepMs: number): void {
    connection.release();
    // A server closes on its own clock; half a second is left for the way of a request.
    const idleMs = Math.min(this.limits.idleMs, keepMs - 500);
    const [[next, fresh] = []] = this.waiting;
    if (next && fresh) {
      // Once it is closed there is room for the one it waits for.
      connection.destroy();
    } else if (next) {
      this.waiting.delete(next);
      next.begin(connection);
    } else if (this.idle.length < this.limits.maxIdle && idleMs > 0) {
      connection.socket.unref();
      this.idle.push(connection);
      this.idleTimers.set(connection, setTimeout(() => connection.destroy(), idleMs).unref());
    } else {
      connection.destroy();
    }
  }

  close(): void {
    for (const exchange of [...this.waiting.keys()]) exchange.clientClosed();
    for (const connection of [...this.connections]) connection.shutDown();
  }

  private takeIdle(): Connection | undefined {
    for (;;) {
      const connection = this.idle.pop();
      if (!connection) return undefined;
      clearTimeout(this.idleTimers.get(connection));
      this.idleTimers.delete(connection);
      if (connection.isIdle) return connection;
      connection.destroy();
    }
  }

  private open(exchange: Exchange): void {
    const target = {
      session: this.session,
      checkPeer: (address: string) => exchange.checkPeer(address),
      ...this.target,
    };
    const connection = new Connection(target, this.turns, {
      opened: (opened) => exchange.begin(opened),
      closed: (closed) => this.drop(closed),
    });
    this.connections.add(connection);
    connection.socket.on('session', (session: Buffer) => {
      this.session = session;
    });
    exchange.connecting(connection);
  }

  private drop(connection: Connection): void {
    this.connections.delete(connection);
    clearTimeout(this.idleTimers.get(connection));
    this.idleTimers.delete(connection);
    const index = this.idle.indexOf(connection);
    if (index >= 0) this.idle.splice(index, 1);
    const [next] = this.waiting.keys();
    if (next) {
      this.waiting.delete(next);
      this.open(next);
    } else if (this.connections.size === 0) {
      this.emptied();
    }
  }
}
