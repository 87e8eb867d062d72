import type { ImageFormat } from '../generation/image-format.ts';

/** What a contract has words for; a feature it has none for is Not supported there, whatever the model can do. */
export interface ContractFeatures {
  /** Of the protocol that serves it. */
  readonly name: string;
  readonly title: string;
  /** The call a reader would make, as `METHOD path`. */
  readonly endpoint: string;
  readonly references: 'url' | 'inline';
  readonly outputFormats: readonly ImageFormat[];
  readonly outputCompression: boolean;
  readonly search: boolean;
  readonly stream: boolean;
  readonly callback: boolean;
}

export const contractFeatures: readonly ContractFeatures[] = [
  {
    name: 'openai-images',
    title: 'OpenAI Images',
    endpoint: 'POST /v1/images/generations',
    references: 'url',
    outputFormats: ['png', 'jpeg', 'webp'],
    outputCompression: true,
    search: true,
    stream: true,
    callback: false,
  },
  {
    name: 'gemini',
    title: 'Native Gemini',
    endpoint: 'POST /v1beta/models/{model}:generateContent',
    references: 'inline',
    outputFormats: [],
    outputCompression: false,
    search: true,
    stream: true,
    callback: false,
  },
  {
    name: 'generations',
    title: 'Generations',
    endpoint: 'POST /v1/generations',
    references: 'url',
    outputFormats: ['png', 'jpeg', 'webp'],
    outputCompression: true,
    search: true,
    stream: false,
    callback: true,
  },
  {
    name: 'generate-task',
    title: 'Generate task',
    endpoint: 'POST /api/v1/generateTask/{model}',
    references: 'url',
    outputFormats: ['png', 'jpeg'],
    outputCompression: false,
    search: true,
    stream: false,
    callback: true,
  },
  ...(['model-generation', 'model-queue'] as const).map((name) => ({
    name,
    title: name === 'model-generation' ? 'Model generation' : 'Model queue',
    endpoint: name === 'model-generation' ? 'POST /model/v1/generation' : 'POST /model/v1/queue/{model}',
    references: 'url' as const,
    outputFormats: [],
    outputCompression: false,
    search: false,
    stream: false,
    callback: false,
  })),
];
