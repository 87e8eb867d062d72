import { z } from 'zod';
import { aspectRatios } from '../generation/aspect-ratio.ts';
import { resolutions } from '../generation/resolution.ts';
import { webAddress } from '../generation/web-address.ts';

/** A line break at its end is of the file it came from. */
export const channelSecret = z.string().trim().min(1).max(20_000);
const name = z.string().trim().min(1).max(200);
const bytes = z.int().min(1).max(1_000_000_000);

const limits = z.strictObject({
  requests_per_minute: z.int().min(1).max(10_000_000).describe('Calls it takes in a minute.').optional(),
  concurrency: z.int().min(1).max(1_000_000).describe('Calls it takes at a time.').optional(),
});

export const channelCapabilities = z.strictObject({
  max_references: z.int().min(0).max(100).describe('Input images of one request.').optional(),
  max_reference_bytes: bytes.describe('Bytes of one input image.').optional(),
  max_request_bytes: bytes.describe('Bytes of one request to it.').optional(),
  max_prompt_length: z.int().min(1).max(10_000_000).describe('Characters of a prompt.').optional(),
  resolutions: z.array(z.enum(resolutions)).min(1).describe('The only sizes it makes.').optional(),
  aspect_ratios: z.array(z.enum(aspectRatios)).min(1).describe('The only ratios it makes.').optional(),
  native: z
    .boolean()
    .describe('Whether requests of the Gemini contract may be passed on as they are.')
    .optional(),
  several_references: z
    .boolean()
    .describe(
      'Whether a value channel takes several input images in one request; unset, as many as a check passed with.',
    )
    .optional(),
});

/** What of a channel can be changed while it runs; secrets apart. */
export const channelSettings = z.strictObject({
  name: name.describe('A title for people.').optional(),
  base_url: webAddress('https://api.example.com', 'bare')
    .max(2_000)
    .describe('Another address of that API.')
    .optional(),
  tier: z
    .enum(['official', 'value'])
    .describe('`official` or `value`: what strategies choose by.')
    .default('official'),
  priority: z.int().min(-1_000_000).max(1_000_000).describe('Lower is tried first.').default(100),
  weight: z
    .number()
    .min(0.001)
    .max(1_000_000)
    .describe('Its share of the calls among channels of the same priority.')
    .optional(),
  enabled: z.boolean().describe('Off: nothing goes there.').default(true),
  draining: z.boolean().describe('Finishes what it has and takes nothing new.').optional(),
  probe: z.boolean().describe('Off: no call is made to it but those of requests.').optional(),
  models: z
    .record(z.string(), z.array(z.string().min(1).max(200)).min(1).max(20))
    .describe('Upstream ids by public model, in order.')
    .optional(),
  cost: z
    .record(z.string(), z.record(z.string(), z.number()))
    .describe(
      'Dollars per image by model and size, and per failed attempt: `{"nano-banana-2": {"1K": 0.067, "failed": 0}}`.',
    )
    .optional(),
  limits: limits.describe('Requests per minute and concurrency it takes.').optional(),
  capabilities: channelCapabilities.describe('What it cannot do although its models can.').optional(),
  tags: z.array(name.max(60)).max(50).describe('Words to find it by.').optional(),
  settings: z
    .record(z.string(), z.unknown())
    .describe('What only its provider knows, e.g. project and location of Vertex AI.')
    .default({}),
});

export const channelId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'must be 1 to 63 lower-case letters, digits and dashes, a dash not first',
  );

/** A channel as an operator writes it. In a file a credential may be `$NAME`, for an environment variable. */
export const channelFields = z.strictObject({
  ...channelSettings.shape,
  id: channelId.describe('Its name: lower-case letters, digits and dashes.'),
  provider: z.string().describe('The upstream API: a name of the list of providers.'),
  credential: channelSecret.describe('Its key at the upstream.').optional(),
  credentials: z.array(channelSecret).min(1).max(50).describe('Several keys, to be rotated.').optional(),
});

export type ChannelEntry = z.infer<typeof channelFields>;
