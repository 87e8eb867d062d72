import { createHash } from 'node:crypto';
import { ownModels } from '../catalog/catalog-data.ts';
import type { Channel } from '../channels/channel.ts';
import type { Config } from '../config.ts';
import type { RunDesk } from '../verification/run-desk.ts';
import { beginDue } from '../verification/schedule.ts';
import type { Resources } from './open-resources.ts';
import { repeat } from './repeat.ts';

const lookMs = 5_000;

export interface ScheduleInput {
  readonly config: Config;
  readonly resources: Resources;
  readonly desk: RunDesk;
  readonly channels: () => readonly Channel[];
}

/** Begins checks by itself where an interval is configured. Call the result to stop. */
export function followSchedule({ config, resources, desk, channels }: ScheduleInput): () => void {
  const { verifyEveryMs: everyMs, verifyCapMicros: capMicros } = config;
  if (everyMs === undefined) return () => undefined;
  const { store, clock, log } = resources;
  const own = ownModels(config.catalog).map(({ name, upstreamIds }) => [name, upstreamIds]);
  const live = () =>
    channels()
      .filter(({ mode, enabled, draining }) => mode === 'live' && enabled && !draining)
      .map((channel) => ({ id: channel.id, mark: markOf(channel, own) }));
  const parts = { store, log, now: clock.now, desk, channels: live, everyMs, capMicros };
  return repeat(lookMs, () => beginDue(parts), log, 'the schedule of checks failed', true);
}

/** Another one when what the channel can do may be another. */
function markOf(
  { provider, baseUrl, settings, models, capabilities, tier, credentials }: Channel,
  /** Models of the configuration, for a channel without a list of its own. */
  own: readonly unknown[],
): string {
  const secrets = credentials.map(({ secret }) => createHash('sha256').update(secret).digest('hex'));
  const added = models || own.length === 0 ? [] : [own];
  const what = JSON.stringify([provider, baseUrl, settings, models, capabilities, tier, secrets, ...added]);
  return createHash('sha256').update(what).digest('hex').slice(0, 16);
}
