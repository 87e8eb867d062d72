import { installedPackage } from './installed-packages.ts';

interface MadeFile {
  readonly uint8Array: Uint8Array;
  readonly mediaType: string;
}

/** What the tests use of the `ai` package; its own types differ between the majors. */
interface AiPackage {
  readonly generateImage?: GenerateImage;
  readonly experimental_generateImage?: GenerateImage;
  generateText(call: object): Promise<{
    readonly text: string;
    readonly finishReason: string;
    readonly files: readonly MadeFile[];
  }>;
  streamText(call: object): {
    readonly fullStream: AsyncIterable<{ readonly type: string; readonly file?: MadeFile }>;
  };
}

type GenerateImage = (call: object) => Promise<{ readonly images: readonly MadeFile[] }>;

interface ImageProvider {
  (model: string): object;
  image(model: string): object;
  imageModel(model: string): object;
  chat(model: string): object;
}

export interface VercelError extends Error {
  readonly statusCode?: number;
}

const ai = installedPackage<AiPackage>('ai');
export const generateImage = (ai.generateImage ?? ai.experimental_generateImage) as GenerateImage;
export const { generateText, streamText } = ai;

/** Requests an SDK sent, counted where they leave it. */
export interface CountedFetch {
  readonly fetch: typeof fetch;
  posts(): number;
}

export function countFetch(): CountedFetch {
  let posts = 0;
  return {
    posts: () => posts,
    fetch: (input, init) => {
      if (init?.method === 'POST') posts += 1;
      return fetch(input, init);
    },
  };
}

export const createOpenai = (options: object): ImageProvider =>
  installedPackage<{ createOpenAI(options: object): ImageProvider }>('@ai-sdk/openai').createOpenAI(options);

export const createGoogle = (options: object): ImageProvider =>
  installedPackage<{ createGoogleGenerativeAI(options: object): ImageProvider }>(
    '@ai-sdk/google',
  ).createGoogleGenerativeAI(options);

export const createCompatible = (options: object): ImageProvider =>
  installedPackage<{ createOpenAICompatible(options: object): ImageProvider }>(
    '@ai-sdk/openai-compatible',
  ).createOpenAICompatible(options);

export const createOpenrouter = (options: object): ImageProvider =>
  installedPackage<{ createOpenRouter(options: object): ImageProvider }>(
    '@openrouter/ai-sdk-provider',
  ).createOpenRouter(options);
