import type { Channel } from '../channels/channel.ts';
import type { Mode } from '../generation/caller.ts';
import type { Model, ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Clock } from '../lib/clock.ts';
import { planRoute, type ReasonAgainst, type RoutePlan } from './candidates.ts';
import { ChannelHealth } from './channel-health.ts';
import type { Demand, VerifiedReferences } from './eligibility.ts';
import { type EnterParts, enter, type Permit } from './enter.ts';
import { RetryBudget } from './retry-budget.ts';
import { createFindWays, type Way } from './ways.ts';

export interface RouterParts extends Omit<EnterParts, 'health'> {
  readonly catalog: ModelCatalog;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly channels: () => readonly Channel[];
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly chance: () => number;
  readonly reasonAgainst?: ReasonAgainst;
  readonly verifiedReferences?: VerifiedReferences;
}

export interface Wanted extends Demand {
  readonly model: Model;
  readonly mode: Mode;
}

/** Decides where a request goes, and remembers how it went. */
export interface Router {
  plan(wanted: Wanted): RoutePlan;
  /** Takes a place on a way; nothing when it has none any more. */
  enter(way: Way, isForced: boolean): Permit | undefined;
  /** What is provoked in the sandbox is not taken from live requests. */
  readonly budgets: Readonly<Record<Mode, RetryBudget>>;
  readonly health: ChannelHealth;
}

export function createRouter(parts: RouterParts): Router {
  const health = new ChannelHealth();
  const budgets = { live: new RetryBudget(), test: new RetryBudget() };
  const enterParts = { ...parts, health };
  const findWays = createFindWays(enterParts);
  const { clock, chance } = parts;
  return {
    plan: ({ model, ...wanted }) =>
      planRoute({
        pinned: wanted.request.channel,
        nowMs: clock.now(),
        mayProbe: budgets[wanted.mode].canSpend,
        chance,
        reasonAgainst: parts.reasonAgainst,
        verifiedReferences: parts.verifiedReferences,
        ...wanted,
        ...findWays(parts.channels(), model),
      }),
    enter: (way, isForced) => enter(enterParts, way, clock.now(), isForced),
    budgets,
    health,
  };
}
