import type { ChannelCost } from '../generation/price.ts';
import type { Door } from './ask.ts';

/** `sandbox`: the built-in emulator, whose passes never count for the others. */
export type ChannelKind = 'sandbox' | 'official' | 'value';

/** The channel a run is about. */
export interface Target {
  readonly channel: string;
  readonly kind: ChannelKind;
  /** Public names of the models it serves; absent: all. */
  readonly models?: readonly string[] | undefined;
  /** What it charges, by public name of the model, as far as its configuration says. */
  readonly cost?: Readonly<Record<string, ChannelCost>> | undefined;
  /** The upstream itself in Google's contract, with the channel's credential; the upstream id of a public model. */
  readonly direct?: { readonly door: Door; readonly upstreamId: (model: string) => string };
}
