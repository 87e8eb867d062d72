import type { Model } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Channel } from './channel.ts';

/** The ids a channel knows a public model by, in order: the operator's, those of its API, or the catalogue's. */
export const upstreamIdsOf = (
  channel: Pick<Channel, 'models'>,
  provider: Pick<Provider, 'upstreamIds'> | undefined,
  model: Model,
): readonly string[] => channel.models?.[model.name] ?? provider?.upstreamIds?.(model) ?? model.upstreamIds;
