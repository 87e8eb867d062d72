import type { Channel } from '../channels/channel.ts';
import type { Mode } from '../generation/caller.ts';
import type { Omission } from '../generation/outcome.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { type Demand, inability } from './eligibility.ts';
import { type Ranked, rank } from './rank.ts';
import type { Excluded, Way } from './ways.ts';

/** One way to do a request, and what of it that way leaves out. */
export interface Candidate extends Way {
  readonly omitted: readonly Omission[];
  /** Its circuit is not asked: it is pinned, of the sandbox, or the last resort. */
  readonly isForced: boolean;
}

export interface RouteInput extends Demand {
  readonly mode: Mode;
  /** The ways of the model, and the channels that do not serve it. */
  readonly ways: readonly Way[];
  readonly absent: readonly Excluded[];
  /** An operator's key names the one channel to use. */
  readonly pinned?: string | undefined;
  readonly nowMs: number;
  /** Whether a channel that failed may be tried again with this request: a retry must be affordable. */
  readonly mayProbe: boolean;
  /** 0 ≤ x < 1. */
  readonly chance: () => number;
}

export interface RoutePlan {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
  /** When nothing can do it now: until one of those that could may be tried again. */
  readonly retryAfterMs: number | undefined;
}

/**
 * The ways to do a request, best first, and the reason against each of the others. When every way that could do it
 * is resting, those whose rest is not certain to be needed are its last resort.
 */
export function planRoute(input: RouteInput): RoutePlan {
  const { nowMs } = input;
  const ready: Ranked<Candidate>[] = [];
  const lastResort: Ranked<Candidate>[] = [];
  const excluded: Excluded[] = [...input.absent];
  const omissions = rememberOmissions(input.request);
  let backAtMs = Number.POSITIVE_INFINITY;
  for (const way of input.ways) {
    const { channel, upstream, vitals } = way;
    const exclude = (reason: string) =>
      excluded.push({ channel: channel.id, upstreamModel: upstream.id, reason });
    const omitted = omissions(way);
    const never = ruledOut(channel, input) ?? inability(way, input) ?? strictReason(input.request, omitted);
    if (never !== undefined) {
      exclude(never);
      continue;
    }
    backAtMs = Math.min(backAtMs, vitals.circuit.openUntilMs);
    const full = way.load.refusal(channel.limits, nowMs);
    // Whoever pins a channel wants to see how it is; what fails in the sandbox was asked to.
    const isForced = input.pinned !== undefined || channel.mode === 'test';
    const reason = full ?? (isForced ? undefined : resting(way, input));
    if (reason === undefined) {
      ready.push(rank({ ...way, omitted, isForced }, input));
      continue;
    }
    exclude(reason);
    if (full === undefined && vitals.circuit.isWorthTrying(nowMs)) {
      lastResort.push(rank({ ...way, omitted, isForced: true }, input));
    }
  }
  const ranked = (ready.length > 0 ? ready : lastResort).sort(byRank);
  return {
    candidates: ranked.map(({ way }) => way),
    excluded,
    retryAfterMs: Number.isFinite(backAtMs) ? Math.max(1_000, backAtMs - nowMs) : undefined,
  };
}

const byRank = (a: Ranked<Candidate>, b: Ranked<Candidate>): number =>
  a.group - b.group ||
  a.way.omitted.length - b.way.omitted.length ||
  a.priority - b.priority ||
  b.luck - a.luck;

function ruledOut(channel: Channel, { request, mode, pinned }: RouteInput): string | undefined {
  if (channel.mode !== mode)
    return channel.mode === 'test' ? 'serves test keys only' : 'serves live keys only';
  if (pinned !== undefined) return channel.id === pinned ? undefined : 'another channel was asked for';
  const strategy = request.strategy ?? 'auto';
  if (strategy === 'auto' || channel.mode === 'test' || channel.tier === strategy) return undefined;
  return channel.tier === 'value' ? 'is a value channel' : 'is an official channel';
}

function resting({ vitals: { circuit } }: Way, { nowMs, mayProbe }: RouteInput): string | undefined {
  if (!circuit.passes(nowMs)) return `is resting (${circuit.cause})`;
  if (mayProbe || circuit.state(nowMs) === 'closed') return undefined;
  return `is resting (${circuit.cause}), no retry to spare`;
}

const strictReason = ({ strict }: GenerationRequest, omitted: readonly Omission[]) =>
  strict && omitted.length > 0
    ? `would leave out ${omitted.map((omission) => omission.parameter).join(', ')}`
    : undefined;

/** They are the same for many channels: asked once for each kind of them. */
function rememberOmissions(request: GenerationRequest): (way: Way) => readonly Omission[] {
  const known = new Map<object, readonly Omission[]>();
  return ({ kind, provider, upstream, channel }) => {
    let omitted = known.get(kind);
    if (!omitted) {
      omitted = provider.omissions(request, upstream, channel.settings);
      known.set(kind, omitted);
    }
    return omitted;
  };
}
