import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { generationsBody } from './schema.ts';

const tokens = z.object({ text_tokens: z.int(), image_tokens: z.int() });

const imagesAnswer = z.object({
  created: z.int().describe('Unix seconds.'),
  data: z.array(z.object({ url: z.url().optional(), b64_json: z.string().optional() })).min(1),
  size: z.string(),
  output_format: z.string(),
  usage: z.object({
    input_tokens: z.int(),
    output_tokens: z.int(),
    total_tokens: z.int(),
    input_tokens_details: tokens,
    output_tokens_details: tokens,
  }),
});

/** What `/openapi.json` says of `POST /v1/images/generations`. */
export const generationsDocs: RouteDocs = {
  summary: 'Make images',
  description: 'With `stream: true` the answer is server-sent events, one `completed` event per image.',
  body: generationsBody,
  bodyName: 'ImagesGenerations',
  answers: { 200: { description: 'The images.', schema: imagesAnswer, name: 'Images' } },
};
