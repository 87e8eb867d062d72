import type { Mode } from '../generation/caller.ts';
import type { ChannelCost } from '../generation/price.ts';
import type { Capabilities, ChannelAccess } from '../generation/provider.ts';

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
  /** Its share of the calls among channels of the same priority. */
  readonly weight: number;
  readonly enabled: boolean;
  /** Finishes what it has and takes nothing new. */
  readonly draining: boolean;
  /** Whether it is asked, by calls that cost nothing, if what it was left alone for is over. */
  readonly probe: boolean;
  /** Its secrets in clear, at least one; a refused or limited one rests while another is used. */
  readonly credentials: readonly ChannelCredential[];
  readonly limits: ChannelLimits;
  readonly capabilities: ChannelCapabilities;
  readonly tags: readonly string[];
  /** `config` for the file and the environment, `store` for those operators made while it runs. */
  readonly source: 'config' | 'store';
  /** Public model names it serves, each with its upstream ids in order; absent: all, by the catalogue's ids. */
  readonly models?: Readonly<Record<string, readonly string[]>>;
  /** What it charges us, by public model name; absent: nothing is known, and nothing is booked. */
  readonly cost?: Readonly<Record<string, ChannelCost>>;
}

export interface ChannelCredential {
  readonly id: string;
  readonly secret: string;
}

/** Of the account upstream; each process keeps them for itself. */
export interface ChannelLimits {
  readonly requestsPerMinute?: number;
  readonly concurrency?: number;
}

/**
 * Where a channel can do less than its provider says, or was verified to do more than its tier promises.
 */
export interface ChannelCapabilities
  extends Partial<
    Pick<
      Capabilities,
      | 'maxReferences'
      | 'maxReferenceBytes'
      | 'maxRequestBytes'
      | 'maxPromptLength'
      | 'resolutions'
      | 'aspectRatios'
      | 'native'
    >
  > {
  /** A value channel gets requests with several references only when this was verified. */
  readonly severalReferences?: boolean;
}
