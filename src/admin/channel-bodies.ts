import { z } from 'zod';
import type { ChannelPatch } from '../channels/channel-desk.ts';
import { channelFields, channelId, channelSecret, channelSettings } from '../channels/channel-entry.ts';
import { parseFields } from './fields.ts';

const { settings, enabled, tier, priority, ...plain } = channelSettings.shape;
export const channelPatch = z.strictObject({
  ...Object.fromEntries(Object.entries(plain).map(([name, field]) => [name, field.nullable()])),
  settings: settings.unwrap().optional(),
  enabled: enabled.unwrap().optional(),
  tier: tier.unwrap().optional(),
  priority: priority.unwrap().optional(),
  credentials: z
    .array(channelSecret)
    .min(1)
    .max(50)
    .describe('New keys at the upstream, instead of those it has.')
    .optional(),
});
export const channelOrder = z.strictObject({
  ids: z.array(channelId).min(1).max(1_000).describe('The ids, best first.'),
});
export const channelTest = z.strictObject({
  model: z.string().max(200).describe('Only this model.').optional(),
  image: z.boolean().describe('Makes one picture, which costs what it costs.').default(false),
});

/** Reads the body that makes a channel. */
export const readChannelOrder = (body: unknown) => parseFields(channelFields, body);
/** Reads the body that changes one. */
export const readChannelPatch = (body: unknown) => parseFields(channelPatch, body) as ChannelPatch;
