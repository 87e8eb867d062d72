import { type Order, shownBody } from './order.ts';

export const contracts = {
  generations: '/v1/generations',
  images: 'OpenAI Images',
  chat: 'OpenAI Chat',
  gemini: 'Gemini',
  openrouter: 'OpenRouter Images',
  tasks: '/api/v1/generateTask',
  model: '/model/v1/generation',
  queue: '/model/v1/queue',
} as const;
export type ContractName = keyof typeof contracts;

/** A request as a program sends it. */
export interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  /** What of the order this contract has no words for. */
  readonly missing: readonly (keyof Order)[];
}

/** The same wish in the words of each contract. */
export function callOf(contract: ContractName, order: Order): Call {
  const { body, path, missing = [], hasStrategy = false } = wordsOf[contract](partsOf(order));
  const headers = {
    ...(order.strategy && !hasStrategy ? { 'x-plantain-strategy': order.strategy } : {}),
    ...(order.strict && contract !== 'generations' ? { 'x-plantain-strict': 'true' } : {}),
  };
  const isAsked = (name: keyof Order) => order[name] !== '' && order[name] !== false && order[name] !== 1;
  return { path, headers, body, missing: missing.filter(isAsked) };
}

interface Parts {
  readonly order: Order;
  readonly model: string;
  readonly prompt: string;
  readonly references: readonly string[];
  readonly ratio: string | undefined;
  readonly resolution: string | undefined;
  readonly format: string | undefined;
  readonly count: number | undefined;
}

interface Words {
  readonly path: string;
  readonly body: object;
  readonly missing?: readonly (keyof Order)[];
  /** The body names the strategy, so no header has to. */
  readonly hasStrategy?: boolean;
}

function partsOf(order: Order): Parts {
  const { prompt, references = [] } = shownBody(order);
  return {
    order,
    model: order.model,
    prompt,
    references,
    ratio: order.ratio || undefined,
    resolution: order.resolution || undefined,
    format: order.format || undefined,
    count: order.count > 1 ? order.count : undefined,
  };
}

/** Google calls the smallest size by its pixels, and refuses any other name for it. */
const googleSize = (resolution: string | undefined) => (resolution === '0.5K' ? '512' : resolution);

/** `JSON.stringify` leaves out what is undefined. */
const some = <Value>(list: readonly Value[]) => (list.length > 0 ? list : undefined);

const wordsOf: Readonly<Record<ContractName, (parts: Parts) => Words>> = {
  generations: ({ order }) => ({
    path: '/v1/generations',
    body: { ...shownBody(order), wait: 120 },
    hasStrategy: true,
  }),
  images: ({ order, model, prompt, count, ratio, resolution, format, references }) => ({
    path: '/v1/images/generations',
    body: {
      model,
      prompt,
      n: count,
      aspect_ratio: ratio,
      resolution,
      output_format: format,
      google_search: order.search || undefined,
      image_urls: some(references),
    },
  }),
  chat: ({ order, model, prompt, references, ratio, resolution, format, count }) => ({
    path: '/v1/chat/completions',
    body: {
      model,
      modalities: ['image', 'text'],
      n: count,
      output_format: format,
      google_search: order.search || undefined,
      image_config: ratio || resolution ? { aspect_ratio: ratio, image_size: resolution } : undefined,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: prompt },
            ...references.map((url) => ({ type: 'image_url', image_url: { url } })),
          ],
        },
      ],
    },
  }),
  gemini: ({ order, model, prompt, references, ratio, resolution }) => ({
    path: `/v1beta/models/${model}:generateContent`,
    body: {
      contents: [
        {
          role: 'user',
          parts: [{ text: prompt }, ...references.map((fileUri) => ({ fileData: { fileUri } }))],
        },
      ],
      tools: order.search ? [{ googleSearch: {} }] : undefined,
      generationConfig: {
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig:
          ratio || resolution ? { aspectRatio: ratio, imageSize: googleSize(resolution) } : undefined,
      },
    },
    missing: ['count', 'format'],
  }),
  tasks: ({ order, model, prompt, references, ratio, resolution, format }) => ({
    path: `/api/v1/generateTask/${model}`,
    body: {
      provider: order.strategy || undefined,
      input: {
        mode: references.length > 0 ? 'image-to-image' : 'text-to-image',
        prompt,
        aspect_ratio: ratio,
        resolution,
        output_format: format,
        google_search: order.search || undefined,
        image_urls: some(references),
      },
    },
    missing: ['count'],
    hasStrategy: true,
  }),
  model: ({ model, prompt, references, ratio, resolution }) => ({
    path: '/model/v1/generation',
    body: { model, prompt, aspect_ratio: ratio, resolution, image_urls: some(references) },
    missing: ['count', 'format', 'search'],
  }),
  queue: ({ model, prompt, references, ratio, resolution }) => ({
    path: `/model/v1/queue/${model}`,
    body: { prompt, aspect_ratio: ratio, resolution, image_urls: some(references) },
    missing: ['count', 'format', 'search'],
  }),
  openrouter: ({ order, model, prompt, count, ratio, resolution, format, references }) => ({
    path: '/api/v1/images',
    body: {
      model,
      prompt,
      n: count,
      aspect_ratio: ratio,
      resolution,
      output_format: format,
      google_search: order.search || undefined,
      input_references: some(references.map((url) => ({ type: 'image_url', image_url: { url } }))),
    },
  }),
};
