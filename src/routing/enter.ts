import type { ChannelCredential } from '../channels/channel.ts';
import type { Failure } from '../generation/failure.ts';
import { type ChannelHealth, type CircuitChange, verdictOf } from './channel-health.ts';
import type { Way } from './ways.ts';

/** The right to make one call, and how to tell what became of it. */
export interface Permit {
  readonly credential: ChannelCredential;
  /** True when another credential of the channel can be tried at once. */
  leave(failure: Failure | undefined, nowMs: number): boolean;
}

export interface EnterParts {
  readonly health: ChannelHealth;
  readonly onCircuit: (change: CircuitChange) => void;
  readonly onCall: (way: Way, failure: Failure | undefined, durationMs: number) => void;
}

/**
 * Takes a place on a channel; nothing when it became unavailable since the route was planned. A forced call is made
 * whatever its circuit says.
 */
export function enter(parts: EnterParts, way: Way, nowMs: number, isForced: boolean): Permit | undefined {
  const { channel, vitals, load } = way;
  const { circuit } = vitals;
  if (load.refusal(channel.limits, nowMs) !== undefined) return undefined;
  if (!isForced && !circuit.passes(nowMs)) return undefined;
  const credential = parts.health.credentials.pick(channel, nowMs);
  if (!credential) return undefined;
  const isProbe = circuit.enter();
  load.enter(nowMs);
  return {
    credential,
    leave(failure, endedAtMs) {
      load.leave();
      // A clock that was set back meanwhile would give the way a speed below zero, and it would not be chosen again.
      const durationMs = Math.max(0, endedAtMs - nowMs);
      parts.onCall(way, failure, durationMs);
      vitals.note(failure, durationMs, endedAtMs);
      const wasOpen = circuit.cause !== undefined;
      const verdict = failure ? verdictOf(failure) : 'answered';
      const hasAnother = restOrWake(
        parts.health,
        way,
        credential.id,
        verdict,
        endedAtMs,
        failure?.retryAfterMs,
      );
      // Another credential may do: nothing is known against the channel yet.
      circuit.leave(hasAnother ? undefined : verdict, isProbe, endedAtMs, failure?.retryAfterMs);
      const isOpen = circuit.cause !== undefined;
      if (isOpen !== wasOpen || (isOpen && isProbe)) parts.onCircuit(changeOf(way));
      return hasAnother;
    },
  };
}

function restOrWake(
  health: ChannelHealth,
  { channel }: Way,
  id: string,
  verdict: ReturnType<typeof verdictOf>,
  nowMs: number,
  retryDelayMs: number | undefined,
): boolean {
  if (verdict === 'answered') health.credentials.wake(id);
  if (verdict !== 'denied' && verdict !== 'rate_limited') return false;
  return health.credentials.rest(channel, id, verdict, nowMs, retryDelayMs);
}

const changeOf = ({ vitals: { circuit, channel, upstreamModel, calls } }: Way): CircuitChange => ({
  channel,
  upstreamModel,
  state: circuit.cause === undefined ? 'closed' : 'open',
  ...(circuit.cause === undefined ? {} : { cause: circuit.cause }),
  openUntilMs: circuit.openUntilMs,
  calls,
});
