import type { Channel } from '../channels/channel.ts';
import { upstreamIdsOf } from '../channels/upstream-ids.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider, ProviderWork } from '../generation/provider.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { Target } from '../verification/target.ts';

export interface TargetParts {
  readonly channels: readonly Channel[];
  readonly providers: ReadonlyMap<string, Provider>;
  readonly catalog: ModelCatalog;
  readonly outbound: Outbound;
  readonly clock: Clock;
}

/** For what comes before a direct call: a token. */
const locateWithinMs = 30_000;

/**
 * What a run of checks is about, by the id of the channel, for the server and the command line alike. Throws a
 * `Refusal` when nothing can be sent through it.
 */
export function checkTarget(parts: TargetParts, id: string): Target {
  const channel = parts.channels.find((each) => each.id === id);
  if (!channel) throw new Refusal('not_found', `There is no channel ${id}.`, 'channel');
  if (!channel.enabled || channel.draining) {
    const why = channel.enabled ? 'draining' : 'disabled';
    throw new Refusal('conflict', `The channel ${id} is ${why}: nothing can be sent through it.`, 'channel');
  }
  const kind = channel.mode === 'test' ? 'sandbox' : channel.tier;
  const models = channel.models && Object.keys(channel.models);
  return { channel: id, kind, models, cost: channel.cost, ...directDoor(channel, parts) };
}

/** The upstream without the gateway before it, where the channel's provider speaks Google's own contract. */
function directDoor(
  channel: Channel,
  { providers, catalog, outbound, clock }: TargetParts,
): Pick<Target, 'direct'> {
  const provider = providers.get(channel.provider);
  const nativeCall = provider?.nativeCall?.bind(provider);
  if (!nativeCall) return {};
  const work = () => ({
    channel,
    clock,
    deadlineMs: clock.now() + locateWithinMs,
    send: (...[request, handler]: Parameters<ProviderWork['send']>) =>
      outbound.send({ ...request, trust: 'configured' }, handler),
  });
  return {
    direct: {
      door: {
        outbound,
        origin: channel.baseUrl,
        headers: {},
        locate: (method) => nativeCall(work(), method),
      },
      upstreamId(name) {
        const model = catalog.find(name);
        return (model && upstreamIdsOf(channel, provider, model)[0]) ?? name;
      },
    },
  };
}
