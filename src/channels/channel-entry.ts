import { z } from 'zod';
import { aspectRatios } from '../generation/aspect-ratio.ts';
import { resolutions } from '../generation/resolution.ts';
import { webAddress } from '../generation/web-address.ts';

/** A line break at its end is of the file it came from. */
export const channelSecret = z.string().trim().min(1).max(20_000);
const name = z.string().trim().min(1).max(200);
const bytes = z.int().min(1).max(1_000_000_000);

const limits = z.strictObject({
  requests_per_minute: z.int().min(1).max(10_000_000).optional(),
  concurrency: z.int().min(1).max(1_000_000).optional(),
});

const capabilities = z.strictObject({
  max_references: z.int().min(0).max(100).optional(),
  max_reference_bytes: bytes.optional(),
  max_request_bytes: bytes.optional(),
  /** Characters. */
  max_prompt_length: z.int().min(1).max(10_000_000).optional(),
  resolutions: z.array(z.enum(resolutions)).min(1).optional(),
  aspect_ratios: z.array(z.enum(aspectRatios)).min(1).optional(),
  native: z.boolean().optional(),
  several_references: z.boolean().optional(),
});

/** What of a channel can be changed while it runs; secrets apart. */
export const channelSettings = z.strictObject({
  name: name.optional(),
  base_url: webAddress('https://api.example.com').max(2_000).optional(),
  tier: z.enum(['official', 'value']).default('official'),
  priority: z.int().min(-1_000_000).max(1_000_000).default(100),
  /** Its share of the calls among channels of the same priority. */
  weight: z.number().min(0.001).max(1_000_000).optional(),
  enabled: z.boolean().default(true),
  /** Finishes what it has and takes nothing new. */
  draining: z.boolean().optional(),
  /** Off: no call is made to it but those of requests. */
  probe: z.boolean().optional(),
  models: z.record(z.string(), z.array(z.string().min(1).max(200)).min(1).max(20)).optional(),
  /** Dollars per image by model and tier, and per failed attempt: `{nano-banana-2: {1K: 0.067, failed: 0}}`. */
  cost: z.record(z.string(), z.record(z.string(), z.number())).optional(),
  limits: limits.optional(),
  capabilities: capabilities.optional(),
  tags: z.array(name.max(60)).max(50).optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
});

export const channelId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes');

/** A channel as an operator writes it. In a file a credential may be `$NAME`, for an environment variable. */
export const channelFields = z.strictObject({
  ...channelSettings.shape,
  id: channelId,
  provider: z.string(),
  credential: channelSecret.optional(),
  credentials: z.array(channelSecret).min(1).max(50).optional(),
});

export type ChannelEntry = z.infer<typeof channelFields>;
