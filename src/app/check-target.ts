import type { Channel } from '../channels/channel.ts';
import { upstreamIdsOf } from '../channels/upstream-ids.ts';
import type { ModelCatalog } from '../generation/model.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { Target } from '../verification/target.ts';

/**
 * What a run of checks is about, by the id of the channel, for the server and the command line alike. Throws a
 * `Refusal` when nothing can be sent through it.
 */
export function checkTarget(
  channels: readonly Channel[],
  id: string,
  catalog: ModelCatalog,
  outbound: Outbound,
): Target {
  const channel = channels.find((each) => each.id === id);
  if (!channel) throw new Refusal('not_found', `There is no channel ${id}.`, 'channel');
  if (!channel.enabled || channel.draining) {
    const why = channel.enabled ? 'draining' : 'disabled';
    throw new Refusal('conflict', `The channel ${id} is ${why}: nothing can be sent through it.`, 'channel');
  }
  const kind = channel.mode === 'test' ? 'sandbox' : channel.tier;
  const models = channel.models && Object.keys(channel.models);
  return { channel: id, kind, models, ...directDoor(channel, catalog, outbound) };
}

/** Google's API itself, where the channel speaks it at the root of a host and nothing of it is ours. */
function directDoor(channel: Channel, catalog: ModelCatalog, outbound: Outbound): Pick<Target, 'direct'> {
  const { provider, baseUrl, settings, credential } = channel;
  const isPlain = settings.api_version === undefined || settings.api_version === 'v1beta';
  const url = new URL(baseUrl);
  if (provider !== 'gemini-api' || !isPlain || url.pathname !== '/') return {};
  return {
    direct: {
      door: { outbound, origin: url.origin, headers: { 'x-goog-api-key': credential } },
      upstreamId(name) {
        const model = catalog.find(name);
        return (model && upstreamIdsOf(channel, undefined, model)[0]) ?? name;
      },
    },
  };
}
