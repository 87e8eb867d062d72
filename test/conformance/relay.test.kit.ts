import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestGatewayOptions } from '../gateway/gateway.test.kit.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';

/** Questions without waits, for upstreams on this machine. */
export const quickPolls = { first_poll_seconds: 0.02, poll_seconds: 0.02 };

export interface RelayChannel {
  readonly id?: string;
  readonly provider: string;
  readonly base_url: string;
  readonly credential: string;
  readonly settings?: Record<string, unknown>;
  readonly capabilities?: Record<string, unknown>;
  readonly cost?: Record<string, Record<string, number>>;
}

/** A live channel called `relay`, as a configuration file has it. */
export const relayEntry = (channel: RelayChannel) => ({
  id: 'relay',
  tier: 'value' as const,
  priority: 1,
  enabled: true,
  settings: {},
  ...channel,
});

/** A gateway whose only live channel is a relay. */
export const startBefore = (channel: RelayChannel, options: TestGatewayOptions = {}): Promise<TaskGateway> =>
  startTaskGateway({
    ...options,
    config: { ...options.config, channels: [relayEntry(channel)] },
  });

export interface TestServer {
  readonly url: string;
  close(): void;
}

/** An upstream of the test's own, on a free port. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => unknown,
): Promise<TestServer> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    await answer(request, response, Buffer.concat(pieces));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface EndedTask {
  readonly id: string;
  readonly state: string;
  readonly urls: readonly string[];
  readonly failCode?: string;
}

const headers = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });

interface StatusData {
  readonly taskId: string;
  readonly state: string;
  readonly resultJson?: string;
  readonly failCode?: string;
}

/** Submits a task on the generate-task surface; resolves with its id. */
export async function createTask(
  url: string,
  key: string,
  input: Record<string, unknown>,
  model = 'nano-banana-2',
): Promise<string> {
  const mode = input.image_urls ? 'image-to-image' : 'text-to-image';
  const response = await fetch(`${url}/api/v1/generateTask/${model}`, {
    method: 'POST',
    headers: headers(key),
    body: JSON.stringify({ input: { mode, ...input } }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return (JSON.parse(text) as { data: { taskId: string } }).data.taskId;
}

/** Waits for its end. */
export async function endOfTask(
  url: string,
  key: string,
  id: string,
  model = 'nano-banana-2',
): Promise<EndedTask> {
  for (const endMs = Date.now() + 40_000; Date.now() < endMs; await sleep(20)) {
    const response = await fetch(`${url}/api/v1/statusTask/${model}?taskId=${id}`, { headers: headers(key) });
    const { data } = (await response.json()) as { data: StatusData };
    if (data.state !== 'success' && data.state !== 'failed') continue;
    const urls = data.resultJson ? (JSON.parse(data.resultJson) as { resultUrls: string[] }).resultUrls : [];
    return { id, state: data.state, urls, ...(data.failCode ? { failCode: data.failCode } : {}) };
  }
  throw new Error(`${id} did not end`);
}
