import { setTimeout as sleep } from 'node:timers/promises';

/** What a client of any task contract can see of a task. */
export interface SeenTask {
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly urls: readonly string[];
}

/** One task contract as its clients use it: nano-banana-2 at 1K, one image. */
export interface TaskContract {
  readonly name: string;
  create(prompt: string): { readonly path: string; readonly body: unknown };
  idOf(answer: unknown): string;
  statusPath(id: string): string;
  read(answer: unknown): SeenTask;
}

type Json = Record<string, never>;

const modelGeneration: TaskContract = {
  name: 'model-generation',
  create: (prompt) => ({
    path: '/model/v1/generation',
    body: { model: 'nano_banana_2', input: [{ params: { prompt, response_modalities: ['Image'] } }] },
  }),
  idOf: (answer) => (answer as { id: string }).id,
  statusPath: (id) => `/model/v1/generation/task/${id}`,
  read(answer) {
    const { status, output = [] } = answer as Json & {
      status: string;
      output?: { content: { url: string }[] }[];
    };
    const states = { in_progress: 'running', completed: 'succeeded', failed: 'failed' } as const;
    return {
      state: states[status as keyof typeof states],
      urls: output.flatMap(({ content }) => content.map(({ url }) => url)),
    };
  },
};

const queueBase = '/model/v1/queue/nano_banana_2';

const modelQueue: TaskContract = {
  name: 'model-queue',
  create: (prompt) => ({ path: queueBase, body: { prompt, response_modalities: ['Image'] } }),
  idOf: (answer) => (answer as { request_id: string }).request_id,
  statusPath: (id) => `${queueBase}/requests/${id}/response`,
  read(answer) {
    const { status, outputs = [] } = answer as { status?: string; outputs?: { url: string }[] };
    if (outputs.length > 0) return { state: 'succeeded', urls: outputs.map(({ url }) => url) };
    return { state: status === 'COMPLETED' ? 'failed' : 'running', urls: [] };
  },
};

const generateTask: TaskContract = {
  name: 'generate-task',
  create: (prompt) => ({
    path: '/api/v1/generateTask/nano-banana-2',
    body: { request_type: 'async', input: { mode: 'text-to-image', prompt } },
  }),
  idOf: (answer) => (answer as { data: { taskId: string } }).data.taskId,
  statusPath: (id) => `/api/v1/statusTask/nano-banana-2?taskId=${id}`,
  read(answer) {
    const { data } = answer as { data: { state: string; resultJson?: string } };
    const urls = JSON.parse(data.resultJson ?? '{"resultUrls":[]}').resultUrls as string[];
    const states = { pending: 'running', processing: 'running', success: 'succeeded', failed: 'failed' };
    return { state: states[data.state as keyof typeof states] as SeenTask['state'], urls };
  },
};

const generations: TaskContract = {
  name: 'generations',
  create: (prompt) => ({ path: '/v1/generations', body: { model: 'nano-banana-2', prompt } }),
  idOf: (answer) => (answer as { id: string }).id,
  statusPath: (id) => `/v1/generations/${id}`,
  read(answer) {
    const { status, images } = answer as { status: string; images: { url: string }[] };
    const state = status === 'queued' ? 'running' : status;
    return { state: state as SeenTask['state'], urls: images.map(({ url }) => url) };
  },
};

export const taskContracts: readonly TaskContract[] = [
  modelGeneration,
  modelQueue,
  generateTask,
  generations,
];

export interface Submission {
  readonly contract: TaskContract;
  readonly prompt: string;
  readonly key: string;
  readonly idempotencyKey: string;
}

/**
 * Submits a task as a careful client does: with an Idempotency-Key, again at the next origin when the connection
 * breaks. `origin` is asked anew at every try.
 */
export async function submitTask(submission: Submission, origin: () => string): Promise<string> {
  const { contract, prompt, key, idempotencyKey } = submission;
  const { path, body } = contract.create(prompt);
  for (let tries = 0; tries < 200; tries += 1) {
    const response = await send(`${origin()}${path}`, key, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
    });
    if (response && response.status < 300) return contract.idOf(response.json);
    if (response && response.status !== 503 && response.status !== 409) {
      throw new Error(`${contract.name}: ${response.status} ${JSON.stringify(response.json)}`);
    }
    await sleep(100);
  }
  throw new Error(`${contract.name}: never accepted`);
}

export async function readTask(contract: TaskContract, id: string, key: string, origin: string) {
  const response = await send(origin + contract.statusPath(id), key, {});
  if (!response || response.status >= 300) {
    throw new Error(`${contract.name} ${id}: ${response?.status ?? 'no answer'}`);
  }
  return contract.read(response.json);
}

/** Undefined when no whole answer came. */
async function send(url: string, key: string, init: RequestInit) {
  try {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` };
    const response = await fetch(url, { ...init, headers });
    return { status: response.status, json: (await response.json()) as unknown };
  } catch {
    return undefined;
  }
}
