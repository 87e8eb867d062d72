import type { Channel } from '../channels/channel.ts';
import { upstreamIdsOf } from '../channels/upstream-ids.ts';
import type { Model, ModelCatalog, UpstreamModel } from '../generation/model.ts';
import type { Capabilities, Provider } from '../generation/provider.ts';
import type { ChannelHealth, Vitals } from './channel-health.ts';
import type { ChannelLoad } from './channel-load.ts';

/** An upstream model on a channel. */
export interface Way {
  readonly channel: Channel;
  readonly provider: Provider;
  readonly upstream: UpstreamModel;
  /** Place of the upstream id in the channel's list for the model, from 0. */
  readonly place: number;
  /** The provider's, less what the operator took away. */
  readonly capabilities: Capabilities;
  /** The same object for all ways that leave out the same of any request. */
  readonly kind: object;
  readonly vitals: Vitals;
  readonly load: ChannelLoad;
}

/** By place of the upstream id, then value before official. */
export const groupOf = ({ place, channel }: Pick<Way, 'place' | 'channel'>): number =>
  place * 2 + (channel.tier === 'value' ? 0 : 1);

/** A way that was not taken, and why. */
export interface Excluded {
  readonly channel: string;
  readonly upstreamModel?: string;
  readonly reason: string;
}

export interface ModelWays {
  readonly ways: readonly Way[];
  /** The channels that can never do this model, and why. */
  readonly absent: readonly Excluded[];
}

export interface WaysParts {
  readonly catalog: ModelCatalog;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly health: ChannelHealth;
}

/** The ways of each model, found once for each set of channels: a decision then looks nothing up. */
export function createFindWays(parts: WaysParts): (channels: readonly Channel[], model: Model) => ModelWays {
  let found = new WeakMap<readonly Channel[], Map<string, ModelWays>>();
  return (channels, model) => {
    let ofChannels = found.get(channels);
    if (!ofChannels) {
      ofChannels = new Map();
      found = new WeakMap([[channels, ofChannels]]);
    }
    let ways = ofChannels.get(model.name);
    if (!ways) {
      ways = waysOf(parts, channels, model);
      ofChannels.set(model.name, ways);
    }
    return ways;
  };
}

function waysOf(parts: WaysParts, channels: readonly Channel[], model: Model): ModelWays {
  const ways: Way[] = [];
  const absent: Excluded[] = [];
  const kinds = new Map<string, object>();
  for (const channel of channels) {
    const provider = parts.providers.get(channel.provider);
    const reason = absence(channel, provider, model);
    if (reason !== undefined || !provider) {
      absent.push({ channel: channel.id, reason: reason ?? '' });
      continue;
    }
    for (const [place, id] of upstreamIdsOf(channel, provider, model).entries()) {
      const upstream = parts.catalog.upstream(id);
      if (!upstream) {
        absent.push({
          channel: channel.id,
          upstreamModel: id,
          reason: 'the upstream id is not in the catalogue',
        });
        continue;
      }
      const kindKey = JSON.stringify([provider.name, id, channel.settings]);
      const kind = kinds.get(kindKey) ?? {};
      kinds.set(kindKey, kind);
      ways.push({
        channel,
        kind,
        capabilities: { ...provider.capabilities(upstream, channel.settings), ...channel.capabilities },
        provider,
        upstream,
        place,
        vitals: parts.health.vitals(channel.id, id),
        load: parts.health.load(channel.id),
      });
    }
  }
  // Best first: a decision that has found enough looks no further into what comes after.
  ways.sort((a, b) => groupOf(a) - groupOf(b) || a.channel.priority - b.channel.priority);
  return { ways, absent };
}

function absence(channel: Channel, provider: Provider | undefined, model: Model): string | undefined {
  if (!channel.enabled) return 'disabled';
  if (channel.draining) return 'draining';
  if (!provider) return `its provider ${channel.provider} is not installed`;
  if (channel.models && !channel.models[model.name]) return 'does not serve this model';
  return undefined;
}
