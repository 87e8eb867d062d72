import type { Channel } from '../channels/channel.ts';
import type { Mode } from '../generation/caller.ts';
import type { Omission } from '../generation/outcome.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { type Demand, inability, type VerifiedReferences } from './eligibility.ts';
import { leftOut } from './left-out.ts';
import { type Ranked, rank } from './rank.ts';
import { type Excluded, groupOf, type Way } from './ways.ts';

/** One way to do a request, and what of it that way leaves out. */
export interface Candidate extends Way {
  readonly omitted: readonly Omission[];
  /** Its circuit is not asked: it is pinned, of the sandbox, or the last resort. */
  readonly isForced: boolean;
}

export interface PlanInput extends Demand {
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
  readonly reasonAgainst?: ReasonAgainst | undefined;
  readonly verifiedReferences?: VerifiedReferences | undefined;
}

/** A sentence against asking this of a way, from outside of routing: it is then only a last resort. */
export type ReasonAgainst = (
  way: { readonly channel: string; readonly upstreamId: string },
  demand: Demand,
) => string | undefined;

export interface RoutePlan {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
  /** What those that were asked cannot do, each thing once. */
  readonly unable: readonly string[];
  /** When nothing can do it now: until one of those that could may be tried again. */
  readonly retryAfterMs: number | undefined;
}

/**
 * The ways to do a request, best first, and the reason against each of the others. When every way that could do it
 * is resting, or was found failing, those whose rest is not certain to be needed are its last resort.
 */
export function planRoute(input: PlanInput): RoutePlan {
  const { nowMs } = input;
  // Apart, so that hundreds of value channels do not crowd out the official ones they fail over to.
  const ready = { value: [] as Ranked[], official: [] as Ranked[] };
  const lastResort: Ranked[] = [];
  const excluded = input.absent.slice(0, mostExcluded);
  const unable: string[] = [];
  const omissions = rememberOmissions(input.request);
  let backAtMs = Number.POSITIVE_INFINITY;
  for (const way of input.ways) {
    const { channel, vitals } = way;
    const elsewhere = ruledOut(channel, input);
    if (elsewhere !== undefined) {
      exclude(excluded, way, elsewhere);
      continue;
    }
    const omitted = omissions(way);
    const best = ready[channel.tier];
    // So many better ones are known that it would not be tried: no need to ask whether it could do the request.
    if (isBehind(best, way, omitted)) continue;
    const never = inability(way, input, input.verifiedReferences) ?? strictReason(input.request, omitted);
    if (never !== undefined) {
      exclude(excluded, way, never);
      if (!unable.includes(never)) unable.push(never);
      continue;
    }
    backAtMs = Math.min(backAtMs, vitals.circuit.backAtMs(nowMs));
    const full = way.load.refusal(channel.limits, nowMs);
    // Whoever pins a channel wants to see how it is; what fails in the sandbox was asked to.
    const isForced = input.pinned !== undefined || channel.mode === 'test';
    const reason = full ?? (isForced ? undefined : (resting(way, input) ?? failing(way, input)));
    if (reason === undefined) {
      insert(best, rank(way, omitted, isForced, input));
      continue;
    }
    exclude(excluded, way, reason);
    if (full !== undefined) continue;
    // The first try of a request is no retry: with nothing to spare a half-open circuit is still decided by it.
    if (vitals.circuit.passes(nowMs)) insert(lastResort, rank(way, omitted, false, input));
    else if (vitals.circuit.isWorthTrying(nowMs)) {
      insert(lastResort, rank(way, omitted, true, input));
    }
  }
  const found = [...ready.value, ...ready.official].sort(byRank);
  return {
    candidates: (found.length > 0 ? found : lastResort).map(({ way, omitted, isForced }) => ({
      omitted,
      isForced,
      ...way,
    })),
    excluded,
    unable,
    retryAfterMs: Number.isFinite(backAtMs) ? Math.max(1_000, backAtMs - nowMs) : undefined,
  };
}

/** More than a receipt keeps or an operator reads; what all are collected for is only garbage. */
const mostExcluded = 100;

function exclude(excluded: Excluded[], { channel, upstream }: Way, reason: string): void {
  if (excluded.length >= mostExcluded) return;
  excluded.push({ channel: channel.id, upstreamModel: upstream.id, reason });
}

/** Of one tier; more than any request may try: with hundreds of ways, sorting all would take most of the decision. */
const mostCandidates = 10;

/** True when enough better ones were found, whatever its luck. */
function isBehind(best: readonly Ranked[], way: Way, omitted: readonly Omission[]): boolean {
  const last = best.length === mostCandidates ? best[mostCandidates - 1] : undefined;
  if (!last) return false;
  const group = groupOf(way);
  if (group !== last.group) return group > last.group;
  if (omitted.length !== last.omitted.length) return omitted.length > last.omitted.length;
  return way.channel.priority > last.priority;
}

/** Keeps the best, in order. */
function insert(best: Ranked[], ranked: Ranked): void {
  const last = best[best.length - 1];
  if (best.length === mostCandidates && last && byRank(ranked, last) >= 0) return;
  let index = best.length;
  while (index > 0 && byRank(ranked, best[index - 1] as Ranked) < 0) index -= 1;
  best.splice(index, 0, ranked);
  if (best.length > mostCandidates) best.pop();
}

const byRank = (a: Ranked, b: Ranked): number =>
  a.group - b.group || a.omitted.length - b.omitted.length || a.priority - b.priority || b.luck - a.luck;

function ruledOut(channel: Channel, { request, mode, pinned }: PlanInput): string | undefined {
  if (channel.mode !== mode)
    return channel.mode === 'test' ? 'serves test keys only' : 'serves live keys only';
  if (pinned !== undefined) return channel.id === pinned ? undefined : 'another channel was asked for';
  const strategy = request.strategy ?? 'auto';
  if (strategy === 'auto' || channel.mode === 'test' || channel.tier === strategy) return undefined;
  return channel.tier === 'value' ? 'is a value channel' : 'is an official channel';
}

function resting({ vitals: { circuit } }: Way, { nowMs, mayProbe }: PlanInput): string | undefined {
  if (!circuit.passes(nowMs)) return `is resting (${circuit.cause})`;
  if (mayProbe || circuit.state(nowMs) === 'closed') return undefined;
  return `is resting (${circuit.cause}), no retry to spare`;
}

const failing = ({ channel, upstream }: Way, input: PlanInput) =>
  input.reasonAgainst?.({ channel: channel.id, upstreamId: upstream.id }, input);

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
      omitted = leftOut(provider, request, upstream, channel.settings);
      known.set(kind, omitted);
    }
    return omitted;
  };
}
