import { channelView } from '../src/admin/channel-view.ts';
import { type ChannelDesk, createChannelDesk } from '../src/channels/channel-desk.ts';
import { type Resealed, resealCredentials } from '../src/channels/reseal-credentials.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createOutbound } from '../src/lib/outbound.ts';
import { ChannelHealth } from '../src/routing/channel-health.ts';
import { type ChannelCheck, type TestWish, testChannel } from '../src/routing/test-channel.ts';
import { openChannels } from './open-channels.ts';
import { withStore } from './with-operations.ts';

type ChannelView = Omit<ReturnType<typeof channelView>, 'health' | 'load'>;

/** What can be done with channels from the command line. */
export interface ChannelTools {
  readonly desk: ChannelDesk;
  /** Those of the configuration and of the store; how they are is known to the gateway alone. */
  views(): Promise<ChannelView[]>;
  view(id: string): Promise<ChannelView>;
  test(id: string, wish: TestWish): Promise<ChannelCheck[]>;
  reseal(): Promise<Resealed>;
}

/** Opens the store and the sealer the environment names: works whether or not the gateway runs. */
export async function withChannels<Result>(work: (tools: ChannelTools) => Promise<Result>): Promise<Result> {
  return withStore(async (store, config) => {
    const { parts, fromConfig, set } = await openChannels(store, config);
    const desk = createChannelDesk({ ...parts, configured: () => fromConfig.map(({ id }) => id) });
    async function views(): Promise<ChannelView[]> {
      await set.refresh();
      const stored = new Map((await desk.list()).map((each) => [each.entry.id, each]));
      const current = new Map(set.current().map((channel) => [channel.id, channel]));
      return [...new Set([...current.keys(), ...stored.keys()])].map((id) => {
        const seen = { channel: current.get(id), stored: stored.get(id) };
        const { health, load, ...view } = channelView(
          seen,
          { health: new ChannelHealth() },
          systemClock.now(),
        );
        return view;
      });
    }
    return work({
      desk,
      views,
      async view(id) {
        const view = (await views()).find((each) => each.id === id);
        if (view) return view;
        throw new Refusal('not_found', `There is no channel ${id}. "plantain channels list" shows them.`);
      },
      async test(id, wish) {
        await set.refresh();
        const channel = set.current().find((each) => each.id === id);
        if (!channel) throw new Refusal('not_found', `There is no channel ${id} that can be used.`);
        const outbound = createOutbound({ allow: config.referenceAllow });
        try {
          return await testChannel({ ...parts, outbound }, channel, wish);
        } finally {
          outbound.close();
        }
      },
      reseal: () => resealCredentials(store, parts.sealer),
    });
  });
}
