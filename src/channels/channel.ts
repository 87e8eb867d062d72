import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import type { ChannelAccess } from '../generation/provider.ts';
import type { Resolution } from '../generation/resolution.ts';

/** A configured account at a provider. */
export interface Channel extends ChannelAccess {
  readonly name: string;
  /** Provider that speaks to it, by name. */
  readonly provider: string;
  /** `test` only for the built-in sandbox: test keys reach nothing else, live keys never reach it. */
  readonly mode: Mode;
  readonly tier: 'official' | 'value';
  /** Lower is tried first. */
  readonly priority: number;
  readonly enabled: boolean;
  /** Public model names it serves, each with its upstream ids in order; absent: all, by the catalogue's ids. */
  readonly models?: Readonly<Record<string, readonly string[]>>;
  /** What it charges us, by public model name; absent: nothing is known, and nothing is booked. */
  readonly cost?: Readonly<Record<string, ChannelCost>>;
}

/** What one model costs us on a channel. */
export interface ChannelCost {
  /** Per delivered image; a tier without a cost of its own costs what the next larger one does. */
  readonly tiers: Readonly<Partial<Record<Resolution, Micros>>>;
  /** Per attempt that failed. */
  readonly failedMicros: Micros;
}
