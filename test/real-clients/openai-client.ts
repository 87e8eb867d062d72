import { installedPackage } from './installed-packages.ts';

/** What the tests use of the `openai` package; its own types differ between the two majors. */
export interface OpenaiClient {
  readonly images: {
    generate(body: ImageBody & { readonly stream: true }): Promise<AsyncIterable<ImageEvent>>;
    generate(body: ImageBody): ImagesPromise;
    edit(body: ImageBody): ImagesPromise;
    createVariation(body: object): Promise<ImagesAnswer>;
  };
  readonly chat: {
    readonly completions: {
      create(body: object): Promise<{ readonly choices: readonly { readonly message: ChatMessage }[] }>;
    };
  };
  /** For what the package has no method for. */
  post(path: string, options: { readonly body: object }): Promise<ImagesAnswer>;
  readonly models: {
    list(): Promise<{ readonly data: readonly ModelEntry[] }>;
    retrieve(id: string): Promise<ModelEntry>;
  };
}

interface ChatMessage {
  readonly images: readonly { readonly image_url: { readonly url: string } }[];
}

export interface ImageBody {
  readonly model: string;
  readonly prompt: string;
  readonly [extra: string]: unknown;
}

export interface ImageEntry {
  readonly url?: string;
  readonly b64_json?: string;
}

export interface ImagesAnswer {
  readonly created: number;
  readonly data: readonly ImageEntry[];
  readonly size?: string;
  readonly output_format?: string;
  readonly usage?: {
    readonly total_tokens: number;
    readonly input_tokens_details: { readonly text_tokens: number; readonly image_tokens: number };
  };
}

export interface ImageEvent extends ImageEntry {
  readonly type: string;
  readonly created_at: number;
  readonly size: string;
  readonly output_format: string;
}

export interface ModelEntry {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly owned_by: string;
}

interface ImagesPromise extends Promise<ImagesAnswer> {
  withResponse(): Promise<{ readonly data: ImagesAnswer; readonly response: Response }>;
}

/** The properties applications read off any error of the package. */
export interface OpenaiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly param: string | null;
  readonly requestID: string;
  readonly headers: Headers;
  /** The `error` object of the body. */
  readonly error: { readonly message: string };
}

type ErrorClass = abstract new (...values: never[]) => OpenaiError;

interface OpenaiPackage {
  new (options: { baseURL: string; apiKey: string; maxRetries?: number; fetch?: typeof fetch }): OpenaiClient;
  readonly BadRequestError: ErrorClass;
  readonly AuthenticationError: ErrorClass;
  readonly NotFoundError: ErrorClass;
  readonly RateLimitError: ErrorClass;
}

export const openai = installedPackage<OpenaiPackage>('openai');

export interface OpenaiConnection {
  readonly client: OpenaiClient;
  /** HTTP requests sent so far, retries included. */
  requestCount(): number;
}

/** A client as its documentation sets it up: a base URL that ends in /v1, a key, and the default retries. */
export function connectOpenai(origin: string, apiKey: string, maxRetries?: number): OpenaiConnection {
  let requests = 0;
  const counting: typeof fetch = (input, init) => {
    // Before its first upload the package fetches `data:,` to learn how forms are made.
    if (!String(input).startsWith('data:')) requests += 1;
    return fetch(input, init);
  };
  const retries = maxRetries === undefined ? {} : { maxRetries };
  const client = new openai({ baseURL: `${origin}/v1`, apiKey, fetch: counting, ...retries });
  return { client, requestCount: () => requests };
}
