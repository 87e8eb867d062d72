import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../lib/log.ts';
import type { EnterParts } from '../routing/enter.ts';

/** Tells metrics and log what routing sees of its channels. */
export const watchRouting = (metrics: Metrics, log: Log): Pick<EnterParts, 'onCall' | 'onCircuit'> => ({
  onCall({ channel, upstream }, failure, durationMs) {
    metrics.attempts.inc({ channel: channel.id, model: upstream.id, result: failure?.code ?? 'delivered' });
    metrics.attemptSeconds.observe({ channel: channel.id }, durationMs / 1000);
  },
  onCircuit({ channel, upstreamModel, state, cause, openUntilMs }) {
    metrics.circuitOpen.set({ channel, model: upstreamModel }, state === 'open' ? 1 : 0);
    const fields = { channel, upstreamModel, cause };
    if (state === 'closed') log.info(fields, 'the channel answers again: its circuit closed');
    else log.warn({ ...fields, until: new Date(openUntilMs) }, 'the channel fails: its circuit is open');
  },
});
