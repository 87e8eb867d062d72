import type { Failure } from '../generation/failure.ts';
import { failures } from '../generation/failure.ts';
import { ChannelLoad } from './channel-load.ts';
import { Circuit, type CircuitCause, type Verdict } from './circuit.ts';
import { CredentialPool } from './credential-pool.ts';

/** How much one call moves the averages. */
const newShare = 0.1;

/** What is known of one upstream model on one channel, since this process started. */
export class Vitals {
  readonly circuit = new Circuit();
  readonly channel: string;
  readonly upstreamModel: string;
  /** Moving average over delivered calls; 0 before the first. */
  latencyMs = 0;
  /** Moving average, 0–1, of calls the channel is to blame for. */
  errorRate = 0;
  calls = 0;
  delivered = 0;
  lastFailure: { readonly code: string; readonly atMs: number } | undefined;

  constructor(channel: string, upstreamModel: string) {
    this.channel = channel;
    this.upstreamModel = upstreamModel;
  }

  note(failure: Failure | undefined, durationMs: number, nowMs: number): void {
    this.calls += 1;
    const isBlamed = failure !== undefined && failures[failure.code].blames === 'channel';
    if (failure && failures[failure.code].blames === 'plantain') return;
    this.errorRate += newShare * ((isBlamed ? 1 : 0) - this.errorRate);
    if (failure) {
      if (isBlamed) this.lastFailure = { code: failure.code, atMs: nowMs };
      return;
    }
    this.delivered += 1;
    this.latencyMs =
      this.latencyMs === 0 ? durationMs : this.latencyMs + newShare * (durationMs - this.latencyMs);
  }
}

/** A change of a circuit, for the log, the metrics and the other nodes. */
export interface CircuitChange {
  readonly channel: string;
  readonly upstreamModel: string;
  readonly state: 'open' | 'closed';
  readonly cause?: CircuitCause;
  readonly openUntilMs: number;
  readonly calls: number;
}

/** Health of all channels as this process sees it. What is learned of a channel outlives a reload of its settings. */
export class ChannelHealth {
  readonly #vitals = new Map<string, Vitals>();
  readonly #loads = new Map<string, ChannelLoad>();
  readonly credentials = new CredentialPool();

  vitals(channel: string, upstreamModel: string): Vitals {
    const key = `${channel} ${upstreamModel}`;
    let vitals = this.#vitals.get(key);
    if (!vitals) {
      vitals = new Vitals(channel, upstreamModel);
      this.#vitals.set(key, vitals);
    }
    return vitals;
  }

  load(channel: string): ChannelLoad {
    let load = this.#loads.get(channel);
    if (!load) {
      load = new ChannelLoad();
      this.#loads.set(channel, load);
    }
    return load;
  }

  /** Everything known of a channel, by upstream model. */
  of(channel: string): Vitals[] {
    return [...this.#vitals.values()].filter((vitals) => vitals.channel === channel);
  }

  all(): Iterable<Vitals> {
    return this.#vitals.values();
  }

  /** Takes over what another node found; true when a circuit opened here by that. */
  follow(found: Omit<CircuitChange, 'calls' | 'state'>, nowMs: number): boolean {
    const { circuit } = this.vitals(found.channel, found.upstreamModel);
    if (found.cause !== undefined) {
      return found.openUntilMs > nowMs && circuit.adopt(found.cause, found.openUntilMs, nowMs);
    }
    circuit.adoptRecovery(nowMs);
    return false;
  }

  /** An operator changed the channel: what was held against it may no longer hold. */
  reset(channel: string): void {
    for (const vitals of this.of(channel)) vitals.circuit.reset();
    this.credentials.wakeAll(channel);
  }
}

/** What a failure says about the channel; nothing when it is the fault of the request, or ours. */
export function verdictOf(failure: Failure): Verdict | undefined {
  const { blames } = failures[failure.code];
  if (blames === 'plantain') return undefined;
  // Of somebody else's file, or one that is gone: what is known of the credential and the model stays as it is.
  if (failure.code === 'permission_denied' || failure.code === 'not_found') return undefined;
  // The channel did its part: it refused this content, or found nothing to draw.
  if (blames === 'caller') return 'answered';
  if (failure.code === 'upstream_rate_limited') return 'rate_limited';
  if (failure.code === 'upstream_denied') return 'denied';
  if (failure.code === 'upstream_model_gone') return 'model_gone';
  // A refused body may be the body's fault: whoever sends such bodies must not close a channel for everybody.
  if (failure.code === 'upstream_rejected') return undefined;
  return 'failed';
}
