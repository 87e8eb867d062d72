import { z } from 'zod';

/** The schema of a secret that is sent as it is, in a header. */
export const apiKey = z
  .string()
  .min(1)
  .refine(
    (text) => /^[\x20-\x7e]*$/.test(text),
    'holds a line break or another character that no header can carry',
  );
