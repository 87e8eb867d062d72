import type { Channel } from '../channels/channel.ts';
import type { Metrics, WatchedCircuit } from '../http/metrics.ts';
import type { Log } from '../lib/log.ts';
import type { ChannelHealth } from '../routing/channel-health.ts';
import type { EnterParts } from '../routing/enter.ts';
import type { ProberParts } from '../routing/probe-resting.ts';
import { isUnwritten } from '../routing/send-to-channel.ts';

/** Tells metrics and log what routing sees of its channels. */
export const watchRouting = (
  metrics: Metrics,
  log: Log,
): Pick<EnterParts, 'onCall' | 'onCircuit'> & Pick<ProberParts, 'onProbe'> => ({
  onCall({ channel, upstream }, failure, durationMs) {
    metrics.attempts.inc({ channel: channel.id, model: upstream.id, result: failure?.code ?? 'delivered' });
    metrics.attemptSeconds.observe({ channel: channel.id }, durationMs / 1000);
    if (failure && isUnwritten(failure)) {
      const fields = { channel: channel.id, upstreamModel: upstream.id, reason: failure.internal };
      log.error(fields, 'the channel cannot be asked: look at its base_url and its credential');
    }
  },
  onCircuit({ channel, upstreamModel, state, cause, openUntilMs }) {
    metrics.circuitChanges.inc({ channel, model: upstreamModel, state, cause: cause ?? '' });
    const fields = { channel, upstreamModel, cause };
    if (state === 'closed') log.info(fields, 'the channel answers again: its circuit closed');
    else log.warn({ ...fields, until: new Date(openUntilMs) }, 'the channel fails: its circuit is open');
  },
  onProbe({ channel, upstreamModel }, code) {
    metrics.probes.inc({ channel, result: code });
    if (code === 'accepted') log.info({ channel, upstreamModel }, 'the channel accepts free calls again');
    else log.debug({ channel, upstreamModel, code }, 'the channel still refuses a free call');
  },
});

/** The circuits of the channels there are. */
export function readCircuits(health: ChannelHealth, channels: () => readonly Channel[]): WatchedCircuit[] {
  const known = new Set(channels().map(({ id }) => id));
  return [...health.all()]
    .filter(({ channel }) => known.has(channel))
    .map(({ channel, upstreamModel, circuit }) => ({
      channel,
      model: upstreamModel,
      isOpen: circuit.cause !== undefined,
    }));
}
