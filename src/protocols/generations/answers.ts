import { z } from 'zod';

const time = z.iso.datetime();
const usd = z.string().describe('Dollars, exact, up to six decimals.');
const price = z.object({
  version: z.int(),
  strategy: z.string(),
  unit: z.enum(['image', 'token']),
  tier: z.string().nullish(),
});

const image = z.object({
  url: z.url(),
  media_type: z.string(),
  converted_from: z.string().nullable(),
  width: z.int(),
  height: z.int(),
  tier: z.string(),
  size_bytes: z.int(),
  expires_at: time.nullable(),
  deleted_at: time.nullable().describe('When it was deleted on request, before its time; null: it was not.'),
});

const attempt = z.object({
  image: z.int(),
  number: z.int(),
  channel: z.string(),
  model: z.string(),
  started_at: time.nullable(),
  duration_ms: z.number(),
  result: z.string(),
  upstream_status: z.int().nullable(),
});

const routeNote = z.object({
  channel: z.string(),
  model: z.string().nullable(),
  place: z.int().nullable().describe('From 1: when it would be tried; null: never.'),
  reason: z.string().nullable().describe('Why not.'),
});

const reference = z.object({
  state: z
    .enum(['waiting', 'fetching', 'ready', 'failed', 'stopped'])
    .describe('`stopped`: another one failed first.'),
  host: z.string().nullable().describe('Of its URL; null for an image that came in the request.'),
  from: z
    .enum(['network', 'shared', 'cache', 'archive', 'inline'])
    .nullable()
    .describe(
      '`network`: fetched for this generation; `shared`: by a fetch another one of the account had begun; `cache`: kept from an earlier one; `archive`: an image of ours; `inline`: it came in the request.',
    ),
  media_type: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  size_bytes: z.int().nullable(),
  duration_ms: z.int().nullable(),
});

const share = z.object({ done: z.int(), total: z.int() });

const progress = z.object({
  stage: z
    .enum(['queued', 'references', 'upstream', 'archiving', 'ended'])
    .describe(
      '`references`: they are fetched; `upstream`: an image model is at work; `archiving`: it has answered.',
    ),
  percent: z
    .int()
    .describe(
      'Steps that are over, of all steps; not a share of the time. Steps are: to be begun, each reference, the answer and the archiving of each image, the end.',
    ),
  references: share,
  attempts: z.int().describe('Calls to image models that were begun, over all images.'),
  images: share,
});

const requested = z.object({
  model: z.string(),
  prompt: z.string(),
  references: z.array(z.string()),
  aspect_ratio: z.string().nullable(),
  resolution: z.string().nullable(),
  output_format: z.string().nullable(),
  output_compression: z.number().nullable(),
  count: z.int(),
  strict: z.boolean(),
});

/** What every answer about a generation holds; a test reads real answers with it. */
export const generationAnswer = z.object({
  id: z.string(),
  object: z.literal('generation'),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  created_at: time.nullable(),
  finished_at: time.nullable(),
  contract: z.string().describe('The contract it was asked in.'),
  model: z.string().describe('The model as the request named it.'),
  requested,
  effective_model: z.string().nullable(),
  channel: z.string().nullable(),
  progress,
  references: z
    .object({ total: z.int(), ready: z.int(), items: z.array(reference).describe('In the order asked.') })
    .nullable()
    .describe('How far its reference images are; null where that was not kept.'),
  images: z.array(image),
  text: z.string(),
  usage: z
    .object({
      prompt_tokens: z.int(),
      prompt_image_tokens: z.int(),
      text_tokens: z.int(),
      thought_tokens: z.int(),
      image_tokens: z.int(),
      total_tokens: z.int(),
    })
    .nullable(),
  omitted: z.array(z.object({ parameter: z.string(), reason: z.string() })),
  routing: z.array(routeNote),
  attempts: z.array(attempt),
  cost: z.object({ currency: z.literal('USD'), held_usd: usd, charged_usd: usd, price: price.nullable() }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const generationListAnswer = z.object({
  object: z.literal('list'),
  data: z.array(generationAnswer),
  next: z.string().nullable(),
});

export const callbackAnswer = z.object({
  id: z.string().describe('The `webhook-id` of every attempt.'),
  object: z.literal('callback'),
  generation: z.string(),
  url: z.string(),
  status: z.enum(['pending', 'delivered', 'exhausted', 'stopped']),
  attempts: z.int(),
  next_at: time.nullable(),
  created_at: time,
  finished_at: time.nullable(),
});

const callbackAttempt = z.object({
  number: z.int(),
  started_at: time,
  duration_ms: z.number(),
  http_status: z.int().nullable(),
  error: z.string().nullable(),
});

export const loggedCallbackAnswer = callbackAnswer.extend({ log: z.array(callbackAttempt) });

export const callbackListAnswer = z.object({
  object: z.literal('list'),
  data: z.array(callbackAnswer),
  next: z.string().nullable(),
});

const secretNote = z.object({
  object: z.literal('callback_secret'),
  number: z.int(),
  created_at: time,
  expires_at: time.nullable(),
});

export const secretListAnswer = z.object({ object: z.literal('list'), data: z.array(secretNote) });

export const newSecretAnswer = z.object({
  object: z.literal('callback_secret'),
  secret: z.string().describe('`whsec_` and base64; shown this once.'),
  grace_seconds: z.int(),
});

export const quoteAnswer = z.object({
  object: z.literal('quote'),
  model: z.string(),
  count: z.int(),
  currency: z.literal('USD'),
  per_image_usd: usd,
  total_usd: usd,
  price,
});
