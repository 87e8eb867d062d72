import { z } from 'zod';
import type { Channel } from '../channels/channel.ts';
import type { ChannelDesk, ChannelPatch } from '../channels/channel-desk.ts';
import { channelFields, channelId, channelSecret, channelSettings } from '../channels/channel-entry.ts';
import type { ChannelSet } from '../channels/channel-set.ts';
import type { Provider } from '../generation/provider.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Router } from '../routing/router.ts';
import type { ChannelCheck, TestWish } from '../routing/test-channel.ts';
import { type AdminInput, type AdminRoute, answered, idOf, listed } from './admin-route.ts';
import { channelView, testView } from './channel-view.ts';
import { parseFields } from './fields.ts';

export interface ChannelParts {
  readonly desk: ChannelDesk;
  readonly channels: ChannelSet;
  /** Undefined where no gateway runs: how channels are is known to gateways alone. */
  readonly router: Pick<Router, 'health'> | undefined;
  readonly clock: Clock;
  readonly providers: ReadonlyMap<string, Provider>;
  /** Asks a channel whether it works. */
  readonly test: (channel: Channel, wish: TestWish) => Promise<ChannelCheck[]>;
}

const { settings, enabled, tier, priority, ...plain } = channelSettings.shape;
const patch = z.strictObject({
  ...Object.fromEntries(Object.entries(plain).map(([name, field]) => [name, field.nullable()])),
  settings: settings.unwrap().optional(),
  enabled: enabled.unwrap().optional(),
  tier: tier.unwrap().optional(),
  priority: priority.unwrap().optional(),
  credentials: z.array(channelSecret).min(1).max(50).optional(),
});
const order = z.strictObject({ ids: z.array(channelId).min(1).max(1_000) });
const test = z.strictObject({ model: z.string().max(200).optional(), image: z.boolean().default(false) });

/** Reads the body that makes a channel. */
const readChannelOrder = (body: unknown) => parseFields(channelFields, body);
/** Reads the body that changes one. */
const readChannelPatch = (body: unknown) => parseFields(patch, body) as ChannelPatch;

/** `/channels` and `/providers`. A secret goes in and never comes out. */
export function channelRoutes(parts: ChannelParts): AdminRoute[] {
  const { desk, channels, router, clock } = parts;

  async function views() {
    const stored = new Map((await desk.list()).map((each) => [each.entry.id, each]));
    const current = new Map(channels.current().map((channel) => [channel.id, channel]));
    const ids = [...new Set([...current.keys(), ...stored.keys()])];
    return ids.map((id) =>
      channelView({ channel: current.get(id), stored: stored.get(id) }, router, clock.now()),
    );
  }
  async function view(id: string) {
    const found = (await views()).find((each) => each.id === id);
    if (!found) throw new Refusal('not_found', `There is no channel ${id}.`);
    return found;
  }
  async function change(
    { params, by }: Pick<AdminInput, 'params' | 'by'>,
    wish: ChannelPatch,
    action?: string,
  ) {
    const { id = '' } = params;
    await desk.update(id, wish, by, action);
    await channels.refresh();
    return answered(await view(id));
  }
  const switched = (name: string, wish: ChannelPatch): AdminRoute => ({
    method: 'POST',
    path: `/channels/:id/${name}`,
    run: (input) => change(input, wish, `channel.${name}`),
  });

  return [
    { method: 'GET', path: '/channels', run: async () => listed(await views()) },
    {
      method: 'POST',
      path: '/channels',
      async run({ by, body }) {
        const entry = readChannelOrder(await body());
        await desk.create(entry, by);
        await channels.refresh();
        return answered(await view(entry.id), 201);
      },
    },
    {
      method: 'POST',
      path: '/channel-order',
      async run({ by, body }) {
        const { ids } = parseFields(order, await body());
        await desk.order(ids, by);
        await channels.refresh();
        return listed(await views());
      },
    },
    { method: 'GET', path: '/channels/:id', run: async (input) => answered(await view(idOf(input))) },
    {
      method: 'PATCH',
      path: '/channels/:id',
      run: async (input) => change(input, readChannelPatch(await input.body())),
    },
    {
      method: 'DELETE',
      path: '/channels/:id',
      async run(input) {
        await desk.remove(idOf(input), input.by);
        await channels.refresh();
        return answered({ object: 'channel', id: idOf(input), deleted: true });
      },
    },
    {
      method: 'POST',
      path: '/channels/:id/test',
      async run(input) {
        const { model, image } = parseFields(test, await input.body());
        const channel = channels.current().find(({ id }) => id === idOf(input));
        if (!channel) throw new Refusal('not_found', `There is no channel ${idOf(input)} that can be used.`);
        const wish = { image, ...(model === undefined ? {} : { model }) };
        return answered(testView(channel.id, await parts.test(channel, wish)));
      },
    },
    switched('enable', { enabled: true, draining: false }),
    switched('disable', { enabled: false }),
    switched('drain', { draining: true }),
    {
      method: 'GET',
      path: '/providers',
      run: async () => listed([...parts.providers.values()].map(providerView)),
    },
  ];
}

/** What a form for a channel of this provider asks for, as JSON Schema. */
const providerView = (provider: Provider) => ({
  object: 'provider',
  name: provider.name,
  title: provider.title,
  default_base_url: provider.defaultBaseUrl,
  credential: z.toJSONSchema(provider.credential, { io: 'input' }),
  settings: z.toJSONSchema(provider.settings, { io: 'input' }),
});
