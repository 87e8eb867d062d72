import { z } from 'zod';
import { aspectRatios } from '../generation/aspect-ratio.ts';
import { type Micros, usdToMicros } from '../generation/price.ts';
import { resolutions } from '../generation/resolution.ts';

/** What can stand in a path. */
const upstreamId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'must be letters, digits, dots, dashes and underscores; the `models` of a channel may put a vendor before it',
  );

const facts = {
  resolutions: z.array(z.enum(resolutions)).min(1).optional(),
  aspect_ratios: z.array(z.enum(aspectRatios)).min(1).optional(),
  max_references: z.int().min(0).max(100).optional(),
};

/** An upstream id, alone or with what can be asked of it. */
const upstreamFields = z.preprocess(
  (value) => (typeof value === 'string' ? { id: value } : value),
  z.strictObject({
    id: upstreamId,
    like: z.string().optional(),
    ...facts,
    takes_resolution: z.boolean().optional(),
    takes_search: z.boolean().optional(),
  }),
);

const limits = z.strictObject({
  ...facts,
  /** More does not fit into the body of a request in every script. */
  max_prompt_length: z.int().min(1).max(32_000).optional(),
});

/** Contracts whose limits may differ. Native requests go upstream as they are, and have no limits here. */
export const limitedContracts = [
  'default',
  'openai-images',
  'openai-chat',
  'openrouter-images',
  'generations',
  'mcp',
  'model-generation',
  'generate-task',
] as const;

/** Says which keys there are instead of an unknown one. */
const oneOf = (known: readonly string[]) => ({
  error: (issue: object) =>
    'keys' in issue && Array.isArray(issue.keys)
      ? `"${issue.keys.join('", "')}" is none of ${known.join(', ')}`
      : undefined,
});

const strategies = ['*', 'auto', 'value', 'official'] as const;

/** A slip of three digits is noticed. */
const dollars = z
  .number()
  .min(0)
  .max(1_000)
  .transform((usd, context): Micros => {
    const micros = usdToMicros(String(usd));
    if (micros !== undefined) return micros;
    context.addIssue({ code: 'custom', message: 'must have at most six decimals' });
    return z.NEVER;
  });

/** Per image. */
const tiers = z
  .partialRecord(z.enum(resolutions), dollars, oneOf(resolutions))
  .refine((prices) => Object.keys(prices).length > 0, 'must price at least one size');

/** A model as an operator writes it: a shipped one with what is different, or a new one. */
export const modelFields = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'must be lower-case letters, digits, dots and dashes'),
  like: z.string().optional(),
  title: z
    .string()
    .trim()
    .regex(/^[^\p{C}`*[\]\\]{1,80}$/u, 'must be plain text of at most 80 characters')
    .optional(),
  released_at: z.iso.date().optional(),
  aliases: z
    .array(
      z
        .string()
        .regex(
          /^(?!models\/)[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/,
          'must be letters, digits, dots, dashes, underscores and slashes, and not begin with models/',
        ),
    )
    .max(100)
    .optional(),
  upstream_ids: z.array(upstreamFields).min(1).max(20).optional(),
  resolutions: facts.resolutions,
  aspect_ratios: facts.aspect_ratios,
  limits: z.partialRecord(z.enum(limitedContracts), limits, oneOf(limitedContracts)).optional(),
  prices: z.partialRecord(z.enum(strategies), tiers, oneOf(strategies)).optional(),
});

export type ModelEntry = z.output<typeof modelFields>;
export type UpstreamEntry = z.output<typeof upstreamFields>;
export type LimitsEntry = z.output<typeof limits>;
