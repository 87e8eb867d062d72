import { setTimeout as sleep } from 'node:timers/promises';

export interface TaskStatus {
  readonly taskId: string;
  readonly state: 'pending' | 'processing' | 'success' | 'failed';
  readonly resultJson?: string;
  readonly failCode?: string;
  readonly failMsg?: string;
  readonly createTime: number;
  readonly completeTime?: number;
  readonly costTime?: number;
  readonly expireTime?: number;
}

export interface ToolResult {
  readonly ok: boolean;
  readonly status: number;
  readonly envelope: { readonly code: number; readonly message: string; readonly data: unknown };
}

/**
 * The vendor's tool server on the generate-task contract, by the rules in its source: what it sends (`source`
 * among it), and that it reads an answer as text first. `poll` is what third-party clients add (contracts.md §3.3).
 */
export function toolServer(baseUrl: string, apiKey: string) {
  async function call(method: string, url: URL, body?: unknown): Promise<ToolResult> {
    const response = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        'Content-Type': 'application/json',
        'User-Agent': 'apixo-mcp-server/0.1.0',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const envelope = JSON.parse(await response.text()) as ToolResult['envelope'];
    return { ok: response.ok, status: response.status, envelope };
  }

  const statusOf = (model: string, taskId: string) => {
    const url = new URL(`/api/v1/statusTask/${encodeURIComponent(model)}`, baseUrl);
    url.searchParams.set('taskId', taskId);
    return call('GET', url);
  };

  return {
    generate: (model: string, input: object, rest: object = {}) =>
      call('POST', new URL(`/api/v1/generateTask/${encodeURIComponent(model)}`, baseUrl), {
        request_type: 'async',
        input,
        source: 'tool-server',
        ...rest,
      }),
    statusOf,

    async poll(model: string, taskId: string, timeoutMs = 60_000): Promise<TaskStatus> {
      for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await sleep(30)) {
        const { envelope } = await statusOf(model, taskId);
        const status = envelope.data as TaskStatus;
        if (envelope.code !== 200) throw new Error(JSON.stringify(envelope));
        if (status.state === 'success' || status.state === 'failed') return status;
      }
      throw new Error(`timed out after ${timeoutMs} ms`);
    },
  };
}

export const resultUrls = (status: TaskStatus): string[] =>
  (JSON.parse(status.resultJson as string) as { resultUrls: string[] }).resultUrls;
