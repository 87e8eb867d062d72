import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { openrouterBody } from './schema.ts';

const answer = z.object({
  created: z.int().describe('Unix seconds.'),
  data: z.array(z.object({ b64_json: z.string(), media_type: z.string() })).min(1),
  usage: z.object({
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    total_tokens: z.int(),
    cost: z.number().describe('Dollars.'),
  }),
});

/** What `/openapi.json` says of `POST /api/v1/images`. */
export const imagesDocs: RouteDocs = {
  summary: "Make images the way of OpenRouter's image API",
  body: openrouterBody,
  bodyName: 'OpenrouterImages',
  answers: { 200: { description: 'The images.', schema: answer, name: 'OpenrouterImagesAnswer' } },
};

export const imageModelsDocs: RouteDocs = { summary: 'Models and the values their parameters take' };

export const endpointsDocs: RouteDocs = {
  summary: 'What an image of a model costs, by resolution',
  path: '/api/v1/images/models/{author}/{slug}/endpoints',
};
