import type { ImageFormat } from '../generation/image-format.ts';

/** What a contract has words for; a feature it has none for is Not supported there, whatever the model can do. */
export interface ContractFeatures {
  readonly name: string;
  readonly title: string;
  /** The call a reader would make, as `METHOD path`. */
  readonly endpoint: string;
  /** How checks send them. */
  readonly references: 'url' | 'inline';
  /** Public URLs and data: URLs are taken alike. */
  readonly takesDataUrls?: true;
  readonly outputFormats: readonly ImageFormat[];
  readonly outputCompression: boolean;
  readonly search: boolean;
  readonly stream: boolean;
  readonly callback: boolean;
  /** The protocol that serves it, where that is not called the same. */
  readonly protocol?: string;
  /** Clients choose between links and Base64, and links alone are taken as references. */
  readonly isImagesApi?: true;
  /** Every request starts from a picture, as a form with files or as JSON. */
  readonly isEdit?: true;
  /** Prompts go upstream as they are, whatever their length. */
  readonly isNative?: true;
  /** More references than a model takes are not refused: the newest are used. */
  readonly keepsNewest?: true;
}

const plain = {
  references: 'url',
  outputFormats: [],
  outputCompression: false,
  search: false,
  stream: false,
  callback: false,
} as const;
const everyOutput = { outputFormats: ['png', 'jpeg', 'webp'], outputCompression: true } as const;

export const contractFeatures: readonly ContractFeatures[] = [
  {
    ...plain,
    ...everyOutput,
    name: 'openai-images',
    title: 'OpenAI Images',
    endpoint: 'POST /v1/images/generations',
    search: true,
    stream: true,
    isImagesApi: true,
  },
  {
    ...plain,
    name: 'gemini',
    title: 'Native Gemini',
    endpoint: 'POST /v1beta/models/{model}:generateContent',
    references: 'inline',
    search: true,
    stream: true,
    isNative: true,
  },
  {
    ...plain,
    ...everyOutput,
    name: 'generations',
    title: 'Generations',
    endpoint: 'POST /v1/generations',
    search: true,
    callback: true,
  },
  {
    ...plain,
    name: 'generate-task',
    title: 'Generate task',
    endpoint: 'POST /api/v1/generateTask/{model}',
    outputFormats: ['png', 'jpeg'],
    search: true,
    callback: true,
  },
  {
    ...plain,
    name: 'model-generation',
    title: 'Model generation',
    endpoint: 'POST /model/v1/generation',
    callback: true,
  },
  {
    ...plain,
    name: 'model-queue',
    title: 'Model queue',
    endpoint: 'POST /model/v1/queue/{model}',
  },
  {
    ...plain,
    ...everyOutput,
    name: 'openai-edits',
    title: 'OpenAI Images edits',
    endpoint: 'POST /v1/images/edits',
    references: 'inline',
    search: true,
    stream: true,
    protocol: 'openai-images',
    isEdit: true,
  },
  {
    ...plain,
    ...everyOutput,
    name: 'openai-chat',
    title: 'Chat completions',
    endpoint: 'POST /v1/chat/completions',
    references: 'inline',
    takesDataUrls: true,
    search: true,
    stream: true,
    keepsNewest: true,
  },
  {
    ...plain,
    ...everyOutput,
    name: 'openrouter-images',
    title: 'OpenRouter images',
    endpoint: 'POST /api/v1/images',
    takesDataUrls: true,
    search: true,
  },
  {
    ...plain,
    name: 'mcp',
    title: 'Model Context Protocol',
    endpoint: 'POST /mcp',
    outputFormats: ['png', 'jpeg', 'webp'],
  },
];

const found = (contract: string) => contractFeatures.find(({ name }) => name === contract);

/** The protocol that serves a contract, as generations name it. */
export const protocolOf = (contract: string): string => found(contract)?.protocol ?? contract;

/** Whether a row says that its contract gives pictures of a model at all. */
export function isBasic(row: {
  readonly contract: string;
  readonly feature: string;
  readonly wish: { readonly references?: number };
}): boolean {
  if (!found(row.contract)?.isEdit) return row.feature === 'text-to-image';
  return row.feature === 'references' && row.wish.references === 1;
}
