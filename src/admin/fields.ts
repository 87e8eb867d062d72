import { z } from 'zod';
import { fieldWords } from '../generation/issue-words.ts';
import { mostMicros } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';

/** Text both database engines can hold: no U+0000, no half of a surrogate pair. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must be at most ${most} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be valid text');

/** Micro-USD, up to ten million dollars. */
export const micros = z
  .int()
  .min(0, 'must not be negative')
  .max(mostMicros, 'must be at most 10,000,000 dollars');

export const mode = z.enum(['live', 'test']);

const dateOrTime = z.union(
  [z.iso.datetime({ offset: true }), z.iso.date()],
  'must be a date like 2026-11-01 or an ISO time like 2026-11-01T00:00:00Z',
);

/** A date or an ISO time, as Unix milliseconds. */
export const time = dateOrTime.transform((value) => Date.parse(value));

/** When something ends, as Unix milliseconds: an ISO time, or a date, whose UTC day is the last that is included. */
export const endTime = dateOrTime
  .transform((value) => Date.parse(value) + (value.includes('T') ? 0 : 86_400_000))
  .describe('An ISO time, or a date: its UTC day is the last.');

/** The value as the schema has it; a refusal that names the field otherwise. */
export function parseFields<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value, { error: fieldWords });
  if (read.success) return read.data;
  const { issues } = read.error;
  // Of a misspelt field that must be there, its absence alone would tell less.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const param = issue?.path.join('.') || undefined;
  throw new Refusal('invalid', [param, issue?.message].filter(Boolean).join(': '), param);
}
