import type { Channel } from '../answers.ts';

export type ChannelState = 'unusable' | 'paused' | 'draining' | 'enabled';

export function stateOf({ usable, enabled, draining }: Channel): ChannelState {
  if (!usable) return 'unusable';
  if (!enabled) return 'paused';
  return draining ? 'draining' : 'enabled';
}

export const toneOf = (state: ChannelState) =>
  state === 'enabled' ? 'good' : state === 'unusable' ? 'bad' : 'wait';

/** A breaker as a pill: half open it lets single calls through. */
export const circuitTone = (circuit: string) =>
  circuit === 'closed' ? 'good' : circuit === 'open' ? 'bad' : 'wait';
