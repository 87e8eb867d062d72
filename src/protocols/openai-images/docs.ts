import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { imageBody } from './schema.ts';

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

const answers = {
  200: {
    description: 'The images; events where `stream` is true.',
    schema: imagesAnswer,
    name: 'Images',
    alsoMediaTypes: ['text/event-stream'],
  },
};

/** What `/openapi.json` says of `POST /v1/images/generations`. */
export const generationsDocs: RouteDocs = {
  summary: 'Make images',
  description: 'With `stream: true` the answer is server-sent events, one `completed` event per image.',
  body: imageBody,
  bodyName: 'ImagesGenerations',
  answers,
};

const editBody = imageBody
  .omit({ image_input: true, image_urls: true, image_url: true, input_references: true })
  .extend({
    image: z
      .union([z.file(), z.array(z.file())])
      .optional()
      .describe('In a form: files, also as image[]. PNG, JPEG or WebP, at most 30 MiB each.'),
    images: z
      .array(z.object({ image_url: z.string() }))
      .optional()
      .describe('In JSON: public URLs or data URLs.'),
    mask: z.file().optional().describe('Reported as omitted: these models take no mask.'),
  });

/** What `/openapi.json` says of `POST /v1/images/edits`. */
export const editsDocs: RouteDocs = {
  summary: 'Edit images',
  description:
    'Takes a form with files or a JSON body with URLs. Answers `b64_json` unless `url` is asked for.',
  body: editBody,
  bodyName: 'ImagesEdits',
  bodyMediaTypes: ['multipart/form-data', 'application/json'],
  answers,
};

export const variationsDocs: RouteDocs = {
  summary: 'Retired: vary an image',
  answers: { 404: { description: 'Variations are retired. Use `/v1/images/edits`.' } },
};
