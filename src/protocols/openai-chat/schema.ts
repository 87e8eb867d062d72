import { z } from 'zod';
import { imageCount } from '../../generation/image-count.ts';
import { optional } from '../../generation/optional.ts';
import { spelledFields } from '../../generation/spelled-fields.ts';

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
  model: text.min(1, 'is required'),
  messages: z.array(message).min(1, 'at least one message is needed'),
  modalities: optional(z.array(text)),
  ...spelledFields,
  size: optional(text),
  output_format: optional(text),
  output_compression: optional(z.int().min(0).max(100)),
  n: optional(imageCount),
  stream: optional(z.boolean()),
  stream_options: optional(z.looseObject({ include_usage: optional(z.boolean()) })),
});

export type ChatBody = z.output<typeof chatBody>;
export type ChatMessage = ChatBody['messages'][number];

/** Every name the contract reads; anything else in a body is reported as omitted. */
export const knownNames: ReadonlySet<string> = new Set(Object.keys(chatBody.shape));
