import { z } from 'zod';
import { optional } from '../../generation/optional.ts';

const text = z.string();

const part = z.looseObject({
  type: text,
  text: optional(text),
  image_url: optional(z.union([text, z.looseObject({ url: text })])),
});

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: optional(z.union([text, z.array(part)])),
  /** How an earlier answer of ours comes back in a conversation. */
  images: optional(z.array(part)),
});

/** Body of `POST /v1/chat/completions`, as clients of OpenRouter and the like ask for images (clients.md §3.3). */
export const chatBody = z.looseObject({
  model: text.min(1, 'model is required'),
  messages: z.array(message).min(1, 'at least one message is needed'),
  modalities: optional(z.array(text)),
  image_config: optional(
    z.looseObject({
      aspect_ratio: optional(text),
      aspectRatio: optional(text),
      image_size: optional(text),
      imageSize: optional(text),
    }),
  ),
  aspect_ratio: optional(text),
  resolution: optional(text),
  image_size: optional(text),
  size: optional(text),
  output_format: optional(text),
  output_compression: optional(z.int().min(0).max(100)),
  n: optional(z.int('n must be a whole number').min(1).max(10)),
  stream: optional(z.boolean()),
  stream_options: optional(z.looseObject({ include_usage: optional(z.boolean()) })),
});

export type ChatBody = z.output<typeof chatBody>;
export type ChatMessage = ChatBody['messages'][number];

/** Every name the contract reads; anything else in a body is reported as omitted. */
export const knownNames: ReadonlySet<string> = new Set(Object.keys(chatBody.shape));
