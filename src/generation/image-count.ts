import { z } from 'zod';

/** How many images a request of OpenAI's shape may ask for. */
export const imageCount = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(10, 'must be at most 10');
