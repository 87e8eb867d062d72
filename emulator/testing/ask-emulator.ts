import type { Emulator } from '../start-emulator.ts';

/** An answer as tests look at it. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; throws when it is not JSON. */
  json(): unknown;
}

export interface Ask {
  readonly model?: string;
  readonly method?: 'generateContent' | 'streamGenerateContent?alt=sse' | 'streamGenerateContent';
  readonly version?: 'v1' | 'v1beta';
  readonly headers?: Record<string, string>;
}

/** Posts a body to the emulator with a key, unless the headers say otherwise. */
export async function ask(emulator: Emulator, body: unknown, options: Ask = {}): Promise<Answered> {
  const { model = 'gemini-3.1-flash-image', method = 'generateContent', version = 'v1beta' } = options;
  const response = await fetch(`${emulator.url}/${version}/models/${model}:${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': 'test-key', ...options.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => JSON.parse(text) as unknown,
  };
}

/** A request for one picture in words. */
export function prompt(text: string, generationConfig: object = {}): object {
  return {
    contents: [{ role: 'user', parts: [{ text }] }],
    generationConfig: { responseModalities: ['IMAGE'], ...generationConfig },
  };
}

/** Follows a path such as `candidates.0.content.parts` into parsed JSON; undefined where it ends early. */
export function at(json: unknown, path: string): unknown {
  let value = json;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

export const messageOf = (answered: Answered): unknown => at(answered.json(), 'error.message');

export function partsOf(json: unknown): Record<string, unknown>[] {
  return (at(json, 'candidates.0.content.parts') ?? []) as Record<string, unknown>[];
}

/** The bytes of the picture parts of an answer, in order. */
export function picturesOf(json: unknown): Buffer[] {
  return partsOf(json)
    .filter((part) => part.inlineData !== undefined)
    .map((part) => Buffer.from(String(at(part, 'inlineData.data')), 'base64'));
}
