import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { chatBody } from './schema.ts';

const image = z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) });

const completion = z.looseObject({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: z.int(),
      message: z.object({
        role: z.literal('assistant'),
        content: z.string(),
        images: z.array(image).optional(),
      }),
      finish_reason: z.literal('stop'),
    }),
  ),
});

/** What `/openapi.json` says of chat completions. */
export const chatDocs: RouteDocs = {
  summary: 'Make images in a conversation',
  description:
    'Images come as data URLs in `message.images`, or as URLs for keys set to `url`. A model name that ends in ' +
    '`:markdown` puts them into `content` as Markdown instead. With `stream: true` the answer is chunks.',
  body: chatBody,
  bodyName: 'ChatCompletions',
  answers: {
    200: {
      description: 'The images; chunks where `stream` is true.',
      schema: completion,
      name: 'ChatCompletion',
      alsoMediaTypes: ['text/event-stream'],
    },
  },
};
