import type { ChannelSet } from '../channels/channel-set.ts';
import type { Log } from '../lib/log.ts';

/** A change made by another process, or on the command line, is in force after this time. */
const followMs = 1_000;

/** Follows changes of the stored channels. Call the result to stop. */
export function followChannels(channels: ChannelSet, log: Log): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    channels
      .refresh()
      .catch((error: unknown) => log.error({ err: error }, 'the channels could not be read again'))
      .finally(() => {
        isBusy = false;
      });
  }, followMs);
  timer.unref();
  return () => clearInterval(timer);
}
