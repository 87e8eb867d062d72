import type { InlineBytes } from '../http/inline-bytes.ts';

/** The checked body, as far as the emulator looks into it; names as in the API, camelCase. */
export interface GenerateContentRequest {
  readonly contents?: readonly Content[];
  readonly systemInstruction?: Content;
  readonly tools?: readonly Tool[];
  readonly generationConfig?: GenerationConfig;
  readonly serviceTier?: string;
  readonly cachedContent?: string;
}

export interface Content {
  readonly role?: string;
  readonly parts?: readonly Part[];
}

export interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly inlineData?: { readonly mimeType?: string; readonly data?: InlineBytes };
  readonly fileData?: { readonly mimeType?: string; readonly fileUri?: string };
}

export interface Tool {
  readonly googleSearch?: { readonly searchTypes?: { readonly imageSearch?: object } };
  readonly functionDeclarations?: readonly object[];
  readonly codeExecution?: object;
  readonly urlContext?: object;
}

export interface GenerationConfig {
  readonly candidateCount?: number;
  readonly responseModalities?: readonly string[];
  readonly responseMimeType?: string;
  readonly responseSchema?: object;
  readonly responseLogprobs?: boolean;
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly imageConfig?: {
    readonly aspectRatio?: string;
    readonly imageSize?: string;
    readonly imageOutputOptions?: { readonly mimeType?: string; readonly compressionQuality?: number };
  };
  readonly responseFormat?: {
    readonly image?: {
      readonly aspectRatio?: string;
      readonly imageSize?: string;
      readonly mimeType?: string;
    };
  };
  readonly thinkingConfig?: { readonly includeThoughts?: boolean; readonly thinkingLevel?: string };
}
