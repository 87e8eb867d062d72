import { setTimeout as sleep } from 'node:timers/promises';

export interface QueueTask {
  readonly id: string;
  /** Lower case; `failed` for a completed one with an error. */
  readonly status: string;
  readonly reason: string;
  readonly errorType: string;
  readonly urls: readonly string[];
  readonly httpStatus: number;
}

/**
 * The vendor's command line on the queue contract, by the rules in its source: a bare body, ids from either member,
 * status words in any case, `COMPLETED` with an error taken for a failure (contracts.md §2.6).
 */
export function queueClient(baseUrl: string, authorization: string, model: string) {
  const base = `${baseUrl}/model/v1/queue/${model}`;

  async function call(method: string, url: string, body?: unknown): Promise<QueueTask> {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new QueueError(response.status, text);
    return decode(JSON.parse(text), response.status);
  }

  return {
    submit: (params: object) => call('POST', base, params),
    status: (id: string) => call('GET', `${base}/requests/${id}/status`),
    result: (id: string) => call('GET', `${base}/requests/${id}/response`),
    cancel: (id: string) => call('PUT', `${base}/requests/${id}/cancel`),

    async poll(id: string, timeoutMs = 60_000): Promise<QueueTask> {
      for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await sleep(30)) {
        const task = await call('GET', `${base}/requests/${id}/status`);
        if (task.status === 'completed') return call('GET', `${base}/requests/${id}/response`);
        if (task.status === 'failed') return task;
      }
      throw new Error(`timed out after ${timeoutMs} ms`);
    },
  };
}

/** A call that was refused: status and body as they came. */
export class QueueError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, text: string) {
    super(`HTTP ${status}: ${text}`);
    this.status = status;
    this.body = JSON.parse(text);
  }
}

interface WireTask {
  readonly id?: string;
  readonly request_id?: string;
  readonly status?: string;
  readonly error?: string | { readonly message?: string };
  readonly error_type?: string;
  readonly outputs?: readonly { readonly url?: string }[];
}

function decode(wire: WireTask, httpStatus: number): QueueTask {
  const id = wire.id ?? wire.request_id ?? '';
  if (id === '') throw new Error('queue request failed: no request_id in response');
  const urls = (wire.outputs ?? []).flatMap(({ url }) => (url ? [url] : []));
  const reason = (typeof wire.error === 'string' ? wire.error : wire.error?.message) ?? '';
  const said = (wire.status ?? (urls.length > 0 ? 'completed' : '')).toLowerCase();
  const status = said === 'completed' && reason !== '' ? 'failed' : said;
  return { id, status, reason, errorType: wire.error_type ?? '', urls, httpStatus };
}
