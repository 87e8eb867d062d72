import { causeOf } from './cause-of.ts';
import type { Outgoing } from './outgoing.ts';
import { PlantainError, readError } from './plantain-error.ts';
import { isReplayed, waitBefore } from './wait-before.ts';

export interface Connection {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  /** Tries after the first one. */
  readonly maxRetries: number;
  /** Replaceable, so that a test need not wait. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Sends a request and reads its answer, again where that helps: an answer that breaks off is as lost as none. Throws a
 * PlantainError, or the reason of the signal.
 */
export async function sendRequest<Answer>(
  connection: Connection,
  outgoing: Outgoing,
  read: (answer: Response) => Promise<Answer>,
): Promise<Answer> {
  const init = requestInit(connection, outgoing);
  for (let retry = 0; ; retry += 1) {
    outgoing.signal?.throwIfAborted();
    const tried = await tryOnce(connection, outgoing, init, read);
    if ('value' in tried) return tried.value;
    const waitMs = retry < connection.maxRetries ? waitBefore(retry, tried, outgoing) : undefined;
    if (waitMs === undefined) {
      throw tried instanceof Response ? await readError(tried, outgoing.generationId) : tried;
    }
    if (tried instanceof Response) {
      // Nothing was charged for it, and the same key would only tell it again.
      if (isReplayed(tried)) init.headers['idempotency-key'] = crypto.randomUUID();
      await tried.body?.cancel().catch(() => undefined);
    }
    await connection.sleep(waitMs, outgoing.signal);
  }
}

/** What was read; or an answer that is an error; or what was instead of a whole answer. */
async function tryOnce<Answer>(
  { url, fetch }: Connection,
  { path, signal, generationId }: Outgoing,
  init: RequestInit,
  read: (answer: Response) => Promise<Answer>,
): Promise<{ value: Answer } | Response | PlantainError> {
  let answer: Response | undefined;
  try {
    answer = await fetch(url + path, init);
    return answer.ok ? { value: await read(answer) } : answer;
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof PlantainError) throw cause;
    const what = answer ? `The answer of ${url} broke off` : `${url} does not answer`;
    return new PlantainError(`${what} (${causeOf(cause)}).`, {
      status: undefined,
      code: 'connection',
      generationId: generationId ?? answer?.headers.get('x-plantain-generation') ?? undefined,
      cause,
    });
  }
}

function requestInit({ key }: Connection, outgoing: Outgoing) {
  const { method, body, bytes, accept = 'application/json', isCreate, signal } = outgoing;
  const headers: Record<string, string> = {
    authorization: `Bearer ${key}`,
    accept,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    ...(isCreate ? { 'idempotency-key': outgoing.idempotencyKey ?? crypto.randomUUID() } : {}),
  };
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(bytes === undefined ? {} : { body: bytes as Uint8Array<ArrayBuffer> }),
    ...(signal ? { signal } : {}),
  };
}
