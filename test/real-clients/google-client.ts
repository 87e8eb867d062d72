import { installedPackage } from './installed-packages.ts';

/** What the tests use of `@google/genai`; its own types differ between the two majors. */
export interface GoogleClient {
  readonly models: {
    generateContent(request: ContentRequest): Promise<ContentAnswer>;
    generateContentStream(request: ContentRequest): Promise<AsyncIterable<ContentAnswer>>;
    list(): Promise<AsyncIterable<GoogleModel>>;
    get(request: { readonly model: string }): Promise<GoogleModel>;
    countTokens(request: ContentRequest): Promise<{ readonly totalTokens?: number }>;
  };
  readonly batches: {
    create(request: {
      readonly model: string;
      readonly src: readonly Omit<ContentRequest, 'model'>[];
      readonly config: object;
    }): Promise<BatchJob>;
    get(request: { readonly name: string }): Promise<BatchJob>;
    list(): Promise<AsyncIterable<BatchJob>>;
    cancel(request: { readonly name: string }): Promise<void>;
    delete(request: { readonly name: string }): Promise<unknown>;
  };
  readonly files: {
    upload(request: { readonly file: Blob; readonly config: object }): Promise<GoogleFile>;
    get(request: { readonly name: string }): Promise<GoogleFile>;
    list(): Promise<AsyncIterable<GoogleFile>>;
    delete(request: { readonly name: string }): Promise<unknown>;
  };
  readonly chats: {
    create(request: { readonly model: string; readonly config?: ContentConfig }): Chat;
  };
}

export interface BatchJob {
  readonly name: string;
  readonly displayName?: string;
  readonly state: string;
  readonly dest?: {
    readonly inlinedResponses?: readonly {
      readonly response?: ContentAnswer;
      readonly error?: { readonly code?: number; readonly message?: string };
    }[];
  };
}

interface GoogleFile {
  readonly name: string;
  readonly uri: string;
  readonly mimeType: string;
  readonly displayName?: string;
  readonly state?: string;
}

export interface ContentRequest {
  readonly model: string;
  readonly contents: string | readonly (string | Part)[];
  readonly config?: ContentConfig;
}

export interface ContentConfig {
  readonly responseModalities?: readonly string[];
  readonly imageConfig?: {
    readonly aspectRatio?: string;
    readonly imageSize?: string;
    readonly outputMimeType?: string;
  };
  readonly httpOptions?: { readonly extraBody?: object };
}

export interface Part {
  readonly text?: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
  readonly fileData?: { readonly fileUri: string; readonly mimeType: string };
  readonly thoughtSignature?: string;
}

export interface ContentAnswer {
  readonly candidates?: readonly {
    readonly content?: { readonly role?: string; readonly parts?: readonly Part[] };
    readonly finishReason?: string;
  }[];
  readonly promptFeedback?: { readonly blockReason?: string };
  readonly usageMetadata?: { readonly totalTokenCount?: number };
  readonly sdkHttpResponse?: { readonly headers?: Readonly<Record<string, string>> };
}

export interface GoogleModel {
  readonly name: string;
  readonly displayName?: string;
  readonly supportedActions?: readonly string[];
}

interface Chat {
  sendMessage(request: { readonly message: string | readonly (string | Part)[] }): Promise<ContentAnswer>;
}

interface GooglePackage {
  readonly GoogleGenAI: new (options: {
    apiKey: string;
    vertexai?: boolean;
    apiVersion?: string;
    httpOptions: { baseUrl: string };
  }) => GoogleClient;
  readonly ApiError: abstract new (...values: never[]) => Error & { readonly status: number };
}

const google = installedPackage<GooglePackage>('@google/genai');

export const { ApiError } = google;

/** A client as its documentation sets it up. Without a version it takes its own: v1beta in 2.x, v1 in 3.x. */
export function connectGoogle(origin: string, apiKey: string, apiVersion?: string): GoogleClient {
  const version = apiVersion ? { apiVersion } : {};
  return new google.GoogleGenAI({ apiKey, ...version, httpOptions: { baseUrl: origin } });
}

/** A client in Vertex mode with an API key: other paths, and fields the Gemini API does not know. */
export const connectVertex = (origin: string, apiKey: string, apiVersion?: string): GoogleClient =>
  new google.GoogleGenAI({
    apiKey,
    vertexai: true,
    ...(apiVersion ? { apiVersion } : {}),
    httpOptions: { baseUrl: origin },
  });

/** The parts with pictures, in order, drafts included. */
export function imageParts(answer: ContentAnswer): NonNullable<Part['inlineData']>[] {
  const parts = answer.candidates?.[0]?.content?.parts ?? [];
  return parts.flatMap((part) => (part.inlineData ? [part.inlineData] : []));
}
