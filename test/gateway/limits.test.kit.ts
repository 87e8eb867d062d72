import assert from 'node:assert/strict';
import { connect } from 'node:net';

/** A way to ask for a picture, and how its protocol says each refusal. */
export interface Surface {
  readonly name: string;
  readonly path: string;
  /** The answer is the picture; else it is a task that runs on. */
  readonly isSync: boolean;
  body(prompt: string): unknown;
  /** Status, and the words of the failure. */
  readonly rateLimited: readonly [number, unknown];
  readonly concurrencyLimited: readonly [number, unknown];
  readonly budgetExhausted: readonly [number, unknown];
  readonly overloaded?: readonly [number, unknown];
  words(answer: Answer): unknown;
}

/** All error bodies laid over each other. */
export interface Answer {
  readonly error?: { readonly code?: unknown; readonly status?: string; readonly type?: string } | string;
  readonly status?: { readonly error_code?: number } | number;
  readonly code?: unknown;
  readonly message?: string;
}

const errorOf = ({ error }: Answer) => (typeof error === 'object' ? error : {});

export const images: Surface = {
  name: 'Images',
  path: '/v1/images/generations',
  isSync: true,
  body: (prompt) => ({ model: 'nano-banana-2', prompt, response_format: 'url' }),
  rateLimited: [429, 'rate_limit_error rate_limit_exceeded'],
  concurrencyLimited: [429, 'rate_limit_error concurrency_limit_exceeded'],
  budgetExhausted: [403, 'insufficient_quota insufficient_quota'],
  overloaded: [503, 'server_error overloaded'],
  words: (answer) => `${errorOf(answer).type} ${errorOf(answer).code}`,
};

export const native: Surface = {
  name: 'Gemini-native',
  path: '/v1beta/models/nano-banana-2:generateContent',
  isSync: true,
  body: (prompt) => ({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
  rateLimited: [429, '429 RESOURCE_EXHAUSTED'],
  concurrencyLimited: [429, '429 RESOURCE_EXHAUSTED'],
  budgetExhausted: [402, '402 RESOURCE_EXHAUSTED'],
  overloaded: [503, '503 UNAVAILABLE'],
  words: (answer) => `${errorOf(answer).code} ${errorOf(answer).status}`,
};

const taskSurfaces: readonly Surface[] = [
  {
    name: '/v1/generations',
    path: '/v1/generations',
    isSync: false,
    body: (prompt) => ({ model: 'nano-banana-2', prompt }),
    rateLimited: [429, 'rate_limited'],
    concurrencyLimited: [429, 'concurrency_limited'],
    budgetExhausted: [402, 'budget_exhausted'],
    words: ({ code }) => code,
  },
  {
    name: 'model generation',
    path: '/model/v1/generation',
    isSync: false,
    body: (prompt) => ({ model: 'nano-banana-2', input: [{ params: { prompt } }] }),
    rateLimited: [429, 'Too many requests'],
    concurrencyLimited: [429, '5 generations of this key'],
    budgetExhausted: [402, 40_202],
    words: ({ error, status }) =>
      typeof error === 'string'
        ? /^(Too many requests|5 generations of this key)/.exec(error)?.[0]
        : typeof status === 'object' && status.error_code,
  },
  {
    name: 'model queue',
    path: '/model/v1/queue/nano-banana-2',
    isSync: false,
    body: (prompt) => ({ prompt }),
    rateLimited: [429, 'RATE_LIMIT_EXCEEDED'],
    concurrencyLimited: [429, 'RATE_LIMIT_EXCEEDED'],
    budgetExhausted: [402, 40_202],
    words: (answer) => (typeof answer.status === 'object' ? answer.status.error_code : errorOf(answer).code),
  },
  {
    name: 'generateTask',
    path: '/api/v1/generateTask/nano-banana-2',
    isSync: false,
    body: (prompt) => ({ input: { mode: 'text-to-image', prompt, aspect_ratio: '1:1', resolution: '1K' } }),
    rateLimited: [429, '429 Rate limit exceeded'],
    concurrencyLimited: [429, '429 Rate limit exceeded'],
    budgetExhausted: [402, '402 Insufficient balance'],
    words: ({ code, message }) => `${code} ${message}`,
  },
];

export const surfaces: readonly Surface[] = [images, native, ...taskSurfaces];

export async function wordsOf(response: Response, surface: Surface): Promise<[number, unknown]> {
  return [response.status, surface.words((await response.json()) as Answer)];
}

/** Real time, moved forward on demand. */
export function movableClock(startMs = Date.now()) {
  let shiftMs = startMs - Date.now();
  return {
    now: () => Date.now() + shiftMs,
    advance(byMs: number) {
      shiftMs += byMs;
    },
    setTo(atMs: number) {
      shiftMs = atMs - Date.now();
    },
  };
}

export function assertRateHeaders(
  response: Response,
  policy: string,
  limit: number,
): { remaining: number; t: number } {
  const { headers } = response;
  assert.equal(headers.get('x-ratelimit-limit-requests'), String(limit));
  assert.match(headers.get('x-ratelimit-remaining-requests') ?? '', /^\d+$/);
  assert.match(headers.get('x-ratelimit-reset-requests') ?? '', /^(\d+ms|(\d+m)?\d+(\.\d+)?s)$/);
  assert.equal(headers.get('ratelimit-policy'), `"${policy}";q=${limit};w=60`);
  const match = new RegExp(`^"${policy}";r=(\\d+);t=(\\d+)$`).exec(headers.get('ratelimit') ?? '');
  assert.ok(match, `RateLimit: ${headers.get('ratelimit')}`);
  assert.equal(match[1], headers.get('x-ratelimit-remaining-requests'));
  return { remaining: Number(match[1]), t: Number(match[2]) };
}

export function assertRetryAfter(response: Response): number {
  const text = response.headers.get('retry-after') ?? '';
  assert.match(text, /^\d+$/);
  const seconds = Number(text);
  assert.ok(seconds >= 1 && seconds <= 59, `Retry-After: ${text}`);
  const exactMs = Number(response.headers.get('retry-after-ms'));
  assert.ok(exactMs > (seconds - 1) * 1000 && exactMs <= seconds * 1000, `${exactMs} ms`);
  // A refusal without a known key has no limit of a key to tell.
  const t = Number(/t=(\d+)/.exec(response.headers.get('ratelimit') ?? 't=0')?.[1]);
  assert.ok(seconds >= t, `Retry-After ${seconds}, t ${t}`);
  return exactMs;
}

/** Sends so many creates with an empty body over one connection, one behind the other; resolves with the statuses. */
export async function pipelineCreates(url: string, key: string, count: number): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const head = `POST /v1/images/generations HTTP/1.1\r\nhost: test\r\nauthorization: Bearer ${key}\r\n`;
  const create = `${head}content-type: application/json\r\ncontent-length: 2\r\n\r\n{}`;
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  socket.write(create.repeat(count));
  const statuses: string[] = [];
  let rest = '';
  for await (const chunk of socket as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    // A body ends without a line end: the next status line follows it directly.
    for (const line of lines) statuses.push(...(/(?<=HTTP\/1\.1 )\d{3}/.exec(line) ?? []));
    if (statuses.length === count) break;
  }
  return statuses;
}
