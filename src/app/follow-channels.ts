import type { ChannelSet } from '../channels/channel-set.ts';
import type { Log } from '../lib/log.ts';
import { repeat } from './repeat.ts';
import type { CircuitBoard } from './share-circuits.ts';

/** A change made by another process, or on the command line, is in force after this time. */
const followMs = 1_000;
const probeMs = 1_000;

/** Longer than a write and a read take, and short enough that an outage is known everywhere within two seconds. */
const exchangeMs = 500;

export interface FollowParts {
  readonly channels: ChannelSet;
  readonly circuits: CircuitBoard;
  /** Undefined: resting channels are not asked anything. */
  readonly probe: (() => Promise<void>) | undefined;
  readonly isAlone: boolean;
  readonly log: Log;
}

/** Follows changes of the stored channels and other processes' circuits, and looks after channels that rest. Call the result to stop. */
export function followChannels({ channels, circuits, probe, isAlone, log }: FollowParts): () => void {
  const stops = [repeat(followMs, channels.refresh, log, 'the channels could not be read again')];
  if (!isAlone) stops.push(repeat(exchangeMs, circuits.exchange, log, 'circuits could not be shared'));
  if (probe) stops.push(repeat(probeMs, probe, log, 'resting channels could not be asked'));
  return () => {
    for (const stop of stops) stop();
  };
}
