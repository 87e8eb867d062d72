import type { z } from 'zod';

/** A member that may be missing, or null: SDKs send null for options nobody set. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** The same, with what it means then. */
export const withDefault = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>) =>
  schema
    .nullish()
    .transform((given) => given ?? value)
    .meta({ default: value });
