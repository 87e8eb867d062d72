import { z } from 'zod';
import type { Channel } from '../channels/channel.ts';
import type { ChannelDesk, ChannelPatch } from '../channels/channel-desk.ts';
import { channelFields } from '../channels/channel-entry.ts';
import type { ChannelSet } from '../channels/channel-set.ts';
import type { Provider } from '../generation/provider.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Router } from '../routing/router.ts';
import type { ChannelCheck, TestWish } from '../routing/test-channel.ts';
import { type AdminInput, type AdminOperation, answered, idOf, listed } from './admin-route.ts';
import {
  channelOrder,
  channelPatch,
  channelTest,
  readChannelOrder,
  readChannelPatch,
} from './channel-bodies.ts';
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

/** `/channels` and `/providers`. A secret goes in and never comes out. */
export function channelRoutes(parts: ChannelParts): AdminOperation[] {
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
  const switched = (name: string, summary: string, wish: ChannelPatch): AdminOperation => ({
    method: 'POST',
    path: `/channels/:id/${name}`,
    docs: { summary },
    run: (input) => change(input, wish, `channel.${name}`),
  });

  return [
    {
      method: 'GET',
      path: '/channels',
      docs: { summary: 'List the channels with their health and load' },
      run: async () => listed(await views()),
    },
    {
      method: 'POST',
      path: '/channels',
      docs: {
        summary: 'Make a channel; its credentials are sealed and never shown again',
        body: channelFields,
        exampleBody: {
          id: 'reseller',
          provider: 'openai-compatible',
          base_url: 'https://images.example.com',
          credential: 'the-key-of-the-reseller',
          tier: 'value',
          priority: 5,
          models: { 'nano-banana-2': ['gemini-3.1-flash-image'] },
        },
      },
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
      docs: {
        summary: 'Put channels in order, best first: their priorities are set',
        body: channelOrder,
        exampleBody: { ids: ['reseller'] },
      },
      async run({ by, body }) {
        const { ids } = parseFields(channelOrder, await body());
        await desk.order(ids, by);
        await channels.refresh();
        return listed(await views());
      },
    },
    {
      method: 'GET',
      path: '/channels/:id',
      docs: { summary: 'Show a channel' },
      run: async (input) => answered(await view(idOf(input))),
    },
    {
      method: 'PATCH',
      path: '/channels/:id',
      docs: {
        summary: 'Change a channel: what is absent stays, what is null is taken away',
        body: channelPatch,
        exampleBody: { weight: 2, limits: { concurrency: 50 } },
      },
      run: async (input) => change(input, readChannelPatch(await input.body())),
    },
    {
      method: 'DELETE',
      path: '/channels/:id',
      docs: { summary: 'Remove a channel' },
      async run(input) {
        await desk.remove(idOf(input), input.by);
        await channels.refresh();
        return answered({ object: 'channel', id: idOf(input), deleted: true });
      },
    },
    {
      method: 'POST',
      path: '/channels/:id/test',
      docs: {
        summary: 'Ask a channel whether it works',
        body: channelTest,
        exampleBody: { model: 'nano-banana-2' },
      },
      async run(input) {
        const { model, image } = parseFields(channelTest, await input.body());
        const channel = channels.current().find(({ id }) => id === idOf(input));
        if (!channel) throw new Refusal('not_found', `There is no channel ${idOf(input)} that can be used.`);
        const wish = { image, ...(model === undefined ? {} : { model }) };
        return answered(testView(channel.id, await parts.test(channel, wish)));
      },
    },
    switched('enable', 'Use a channel again', { enabled: true, draining: false }),
    switched('disable', 'Use a channel no more', { enabled: false }),
    switched('drain', 'Let a channel finish what it has, and give it nothing new', { draining: true }),
    {
      method: 'GET',
      path: '/providers',
      docs: { summary: 'List the providers with the JSON Schema of credential and settings' },
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
