import type { Mode } from '../generation/caller.ts';
import type { ChannelAccess } from '../generation/provider.ts';

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
}
