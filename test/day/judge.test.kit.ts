import type { Attempt } from '../../src/generation/outcome.ts';
import type { Receipt } from '../../src/generation/receipt.ts';
import type { Scene } from './day-script.test.kit.ts';
import type { Asked, Strategy } from './drive.test.kit.ts';
import { billingOnSubmit, type ChannelId, channelIds, native } from './six-channels.test.kit.ts';
import type { Call } from './stormy-replica.test.kit.ts';
import { stormDelayMs, type Trouble } from './trouble.test.kit.ts';

/** A trouble of one channel as it really happened. Times are Unix milliseconds. */
export interface Spell {
  readonly channel: ChannelId;
  readonly trouble: Trouble;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A line of the log about a circuit. */
export interface CircuitEvent {
  readonly channel: string;
  readonly isOpen: boolean;
  readonly atMs: number;
}

export interface Evidence {
  readonly asked: readonly Asked[];
  readonly receipts: ReadonlyMap<string, Receipt>;
  readonly calls: Readonly<Record<ChannelId, readonly Call[]>>;
  readonly spells: readonly Spell[];
  readonly circuits: readonly CircuitEvent[];
  readonly bookErrors: readonly string[];
}

/** Longest a healed channel may be kept away from. */
const backWithinMs = 5_000;

const tierOf = (strategy: Strategy) => (id: ChannelId) => strategy === 'auto' || id.startsWith(strategy);
const isUnavailable = (spell: Spell) => spell.trouble !== 'slow';

/** True when some channel could do it, well from before it began until it ended, whoever knew. */
export function isSatisfiable(request: Asked, spells: readonly Spell[]): boolean {
  const able = channelIds
    .filter(tierOf(request.strategy))
    .filter((id) => request.surface !== 'native' || native.includes(id));
  return able.some(
    (id) =>
      !spells.some(
        (spell) =>
          spell.channel === id &&
          isUnavailable(spell) &&
          spell.fromMs <= request.endedAtMs &&
          spell.toMs + backWithinMs >= request.startedAtMs,
      ),
  );
}

/**
 * Its answer was lost where by rule it is not asked for again: at a channel that charges for what it took, or with the
 * first bytes of the image already at a client of the native surface.
 */
export function wasLostForGood({ surface }: Asked, receipt: Receipt | undefined): boolean {
  const last = receipt?.attempts.at(-1);
  if (last?.result !== 'upstream_truncated') return false;
  return surface === 'native' || billingOnSubmit.includes(last.channel as ChannelId);
}

export interface SpellFigures extends Spell {
  /** Calls that failed before its circuit opened; undefined: it never opened. */
  readonly wasted: number | undefined;
  readonly failed: number;
  /** From the end of the trouble to the closing of the circuit; undefined: it was not open then, or never closed. */
  readonly backAfterMs: number | undefined;
  readonly isStillOpen: boolean;
}

/** What a trouble cost, and how soon its channel was back. */
export function figuresOf(spell: Spell, evidence: Evidence): SpellFigures {
  const failed = attemptsOn(spell.channel, evidence).filter(
    ({ startedAtMs, result }) =>
      !unblamed.has(result) && startedAtMs >= spell.fromMs && startedAtMs <= spell.toMs,
  );
  const mine = evidence.circuits.filter(({ channel }) => channel === spell.channel);
  const opened = mine.find(({ isOpen, atMs }) => isOpen && atMs >= spell.fromMs && atMs <= spell.toMs + 500);
  const lastEvent = mine.findLast(({ atMs }) => atMs <= spell.toMs + 100);
  const closed = mine.find(({ isOpen, atMs }) => !isOpen && atMs > spell.toMs);
  // It fell ill again before it had to be back.
  const isOver = evidence.spells.some(
    ({ channel, fromMs }) =>
      channel === spell.channel &&
      fromMs > spell.toMs &&
      fromMs < (closed?.atMs ?? spell.toMs + backWithinMs),
  );
  const wasOpenAtEnd = lastEvent?.isOpen === true && !isOver;
  return {
    ...spell,
    failed: failed.length,
    wasted: opened && failed.filter(({ startedAtMs }) => startedAtMs <= opened.atMs).length,
    backAfterMs: wasOpenAtEnd && closed ? closed.atMs - spell.toMs : undefined,
    isStillOpen: wasOpenAtEnd && !closed,
  };
}

const unblamed = new Set<string>(['delivered', 'content_blocked']);

const attemptsOn = (channel: ChannelId, { receipts }: Evidence): Attempt[] =>
  [...receipts.values()].flatMap(({ attempts }) => attempts.filter((each) => each.channel === channel));

/** How often a channel said, in a `retryDelay`, not to call, and the calls made all the same. */
export function callsInsideDelays(evidence: Evidence): { readonly told: number; readonly early: number } {
  const storms = evidence.spells
    .filter(({ trouble, channel }) => trouble === '429 storm' && !billingOnSubmit.includes(channel))
    .map(({ channel }) => {
      const attempts = attemptsOn(channel, evidence);
      const told = attempts.filter(({ result }) => result === 'upstream_rate_limited');
      const early = attempts.filter(({ startedAtMs }) =>
        told.some(({ endedAtMs }) => startedAtMs > endedAtMs && startedAtMs < endedAtMs + stormDelayMs),
      );
      return { told: told.length, early: early.length };
    });
  return {
    told: storms.reduce((sum, { told }) => sum + told, 0),
    early: storms.reduce((sum, { early }) => sum + early, 0),
  };
}

/** Where client, receipt and money do not say the same. */
export function contradictions({ asked, receipts, calls }: Evidence): string[] {
  const perToken = new Map<string, string[]>();
  for (const [channel, each] of Object.entries(calls)) {
    for (const { token, isDropped } of each) {
      // On a kept connection that dies at once the client sends again: it may have been closed before.
      if (!isDropped) perToken.set(token, [...(perToken.get(token) ?? []), channel]);
    }
  }
  return asked.flatMap(({ token, generation, isDelivered }) => {
    const receipt = receipts.get(generation);
    if (!receipt) return [`${token} has no receipt`];
    const problems: string[] = [];
    if (isDelivered !== (receipt.state === 'succeeded')) {
      problems.push(
        `${token} was ${isDelivered ? '' : 'not '}delivered and its receipt says ${receipt.state}`,
      );
    }
    if (receipt.chargedMicros > 0 !== isDelivered) problems.push(`${token} cost ${receipt.chargedMicros}`);
    const seen = perToken.get(token) ?? [];
    const answered = receipt.attempts.filter(({ result }) => result !== 'upstream_unavailable').length;
    if (seen.length < answered || seen.length > receipt.attempts.length) {
      const attempts = receipt.attempts.map(({ channel, result }) => `${channel} ${result}`);
      problems.push(`${token} has the attempts ${attempts.join(', ')}, calls came to ${seen.join(', ')}`);
    }
    return problems;
  });
}

/** Scenes as they were played, one spell for each channel. */
export const spellsOf = (scene: Scene, fromMs: number, toMs: number): Spell[] =>
  scene.channels.map((channel) => ({ channel, trouble: scene.trouble, fromMs, toMs }));
