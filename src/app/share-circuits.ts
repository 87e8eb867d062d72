import { circuitNews, type SharedCircuit, shareCircuits } from '../channels/circuit-rows.ts';
import type { ChannelHealth, CircuitChange } from '../routing/channel-health.ts';
import { type CircuitCause, isCircuitCause } from '../routing/circuit.ts';
import type { Resources } from './open-resources.ts';

export interface CircuitBoard {
  /** Notes a change of this process for the next round. */
  note(change: CircuitChange): void;
  /** Tells the other processes what changed here, and takes over what they found. */
  exchange(): Promise<void>;
}

export interface CircuitBoardParts extends Pick<Resources, 'store' | 'clock' | 'owner' | 'log'> {
  readonly health: ChannelHealth;
}

/**
 * What every process of a cluster knows of the circuits. Nobody asks it on the way of a request: each process keeps
 * its own circuits and hears of the others' within a round.
 */
export function createCircuitBoard({ store, clock, owner, log, health }: CircuitBoardParts): CircuitBoard {
  let pending = new Map<string, SharedCircuit>();
  let seen = 0;

  async function tell(): Promise<void> {
    if (pending.size === 0) return;
    const told = pending;
    pending = new Map();
    try {
      await store.write(shareCircuits, { node: owner, circuits: [...told.values()] });
    } catch (error) {
      // What changed meanwhile is newer.
      pending = new Map([...told, ...pending]);
      throw error;
    }
  }

  async function hear(): Promise<void> {
    const { version, circuits } = await store.read(circuitNews, { node: owner, after: seen });
    seen = version;
    for (const { channel, upstreamModel, cause, openUntilMs } of circuits) {
      const known: CircuitCause | undefined = cause !== null && isCircuitCause(cause) ? cause : undefined;
      const found = { channel, upstreamModel, openUntilMs, ...(known ? { cause: known } : {}) };
      if (health.follow(found, clock.now())) {
        log.warn({ channel, upstreamModel, cause }, 'another process found the channel failing');
      }
    }
  }

  return {
    note({ channel, upstreamModel, cause, openUntilMs }) {
      // A SQLite store has one process, which asks nobody.
      if (store.engine === 'sqlite') return;
      const found = { channel, upstreamModel, cause: cause ?? null, openUntilMs };
      pending.set(`${channel} ${upstreamModel}`, found);
    },
    async exchange() {
      await tell();
      await hear();
    },
  };
}
