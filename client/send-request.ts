import { PlantainError, readError, retryAfterMs } from './plantain-error.ts';

export interface Connection {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  /** Tries after the first one. */
  readonly maxRetries: number;
  /** Replaceable, so that a test need not wait. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** For creates. Default: a random one, kept over retries, so a repeated request is never charged twice. */
  readonly idempotencyKey?: string;
}

export interface Outgoing extends RequestOptions {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are, instead of a body. */
  readonly bytes?: Uint8Array;
  readonly accept?: string;
  readonly isCreate?: boolean;
}

/** A longer Retry-After is not obeyed blindly: the caller learns of it instead. */
const longestWaitMs = 60_000;
/** 409: the first request with this Idempotency-Key still runs. */
const retriedStatuses = [408, 409, 429, 500, 502, 503, 504];

/** Sends a request, again where that helps. Throws a PlantainError, or the reason of the signal. */
export async function sendRequest(connection: Connection, outgoing: Outgoing): Promise<Response> {
  const init = requestInit(connection, outgoing);
  for (let retry = 0; ; retry += 1) {
    outgoing.signal?.throwIfAborted();
    const answer = await connection.fetch(connection.url + outgoing.path, init).catch((cause: unknown) => {
      outgoing.signal?.throwIfAborted();
      return new PlantainError(`${connection.url} does not answer.`, {
        status: undefined,
        code: 'connection',
        cause,
      });
    });
    if (answer instanceof Response && answer.ok) return answer;
    const waitMs = retry < connection.maxRetries ? waitBefore(retry, answer, outgoing) : undefined;
    if (waitMs === undefined) throw answer instanceof Response ? await readError(answer) : answer;
    if (answer instanceof Response) await answer.body?.cancel();
    await connection.sleep(waitMs, outgoing.signal);
  }
}

function requestInit({ key }: Connection, outgoing: Outgoing): RequestInit {
  const { method, body, bytes, accept = 'application/json', isCreate, signal } = outgoing;
  return {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      accept,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...(isCreate ? { 'idempotency-key': outgoing.idempotencyKey ?? crypto.randomUUID() } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(bytes === undefined ? {} : { body: bytes as Uint8Array<ArrayBuffer> }),
    ...(signal ? { signal } : {}),
  };
}

/** How long to wait before the next try; undefined: there is none. */
function waitBefore(retry: number, answer: Response | PlantainError, outgoing: Outgoing): number | undefined {
  const isRepeatable = outgoing.method === 'GET' || outgoing.isCreate === true;
  if (!isRepeatable) return undefined;
  const backoffMs = Math.min(500 * 2 ** retry, 8_000) * (1 - Math.random() / 4);
  if (!(answer instanceof Response)) return backoffMs;
  const advice = answer.headers.get('x-should-retry');
  if (advice === 'false' || (advice !== 'true' && !retriedStatuses.includes(answer.status))) return undefined;
  const askedMs = retryAfterMs(answer.headers);
  if (askedMs === undefined) return backoffMs;
  return askedMs > longestWaitMs ? undefined : askedMs;
}

/** Resolves after the time, or rejects with the signal's reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
