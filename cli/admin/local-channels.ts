import type { ChannelParts } from '../../src/admin/channel-routes.ts';
import { createChannelDesk } from '../../src/channels/channel-desk.ts';
import type { Config } from '../../src/config.ts';
import { createOutbound } from '../../src/lib/outbound.ts';
import { testChannel } from '../../src/routing/test-channel.ts';
import type { Store } from '../../src/store/store.ts';
import { openChannels } from '../open-channels.ts';

/** Channels for the routes of the admin API, without a gateway: how they are is known to gateways alone. */
export async function openLocalChannels(store: Store, config: Config): Promise<ChannelParts> {
  const { parts, fromConfig, set } = await openChannels(store, config);
  await set.refresh();
  return {
    ...parts,
    channels: set,
    router: undefined,
    desk: createChannelDesk({ ...parts, configured: () => fromConfig }),
    async test(channel, wish) {
      const outbound = createOutbound({ allow: config.referenceAllow, proxy: config.upstreamProxy });
      try {
        return await testChannel({ ...parts, outbound }, channel, wish);
      } finally {
        outbound.close();
      }
    },
  };
}
