import { setTimeout as sleep } from 'node:timers/promises';

export interface CommandLineTask {
  readonly id: string;
  readonly status: string;
  readonly progress: number;
  /** What the program would print after "Error:". */
  readonly error: string;
  readonly urls: readonly string[];
  readonly cost: string;
}

/** `first` takes `error` only for a string and polls on when it cannot decode a body; `second` takes any form. */
export type CommandLineVersion = 'first' | 'second';

/**
 * The two command lines of the contract's vendor, by the rules in their source: what they send, which types their
 * decoder insists on, when they go on polling (contracts.md §2.3–§2.5).
 */
export function commandLine(baseUrl: string, apiKey: string, version: CommandLineVersion) {
  const endpoint = `${baseUrl}/model/v1/generation`;

  async function call(method: string, url: string, body?: unknown): Promise<CommandLineTask> {
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${apiKey}`,
        'user-agent': version === 'first' ? 'vtrix-cli/dev' : 'seacloud-cli/dev',
        'x-source': 'cli',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`HTTP ${response.status}: ${messageOf(text, version)}`);
    return decodeTask(JSON.parse(text), version);
  }

  return {
    submit: (model: string, params: object) => call('POST', endpoint, { model, input: [{ params }] }),
    task: (id: string) => call('GET', `${endpoint}/task/${id}`),

    /** Polls to the end as `run` does; collects the progress it would show. */
    async poll(id: string, timeoutMs = 60_000): Promise<CommandLineTask & { shown: number[] }> {
      const shown: number[] = [];
      for (const endMs = Date.now() + timeoutMs; Date.now() < endMs; await sleep(30)) {
        const task = await call('GET', `${endpoint}/task/${id}`).catch(() => undefined);
        if (!task) continue;
        shown.push(task.progress);
        if (task.status === 'completed' || task.status === 'failed') return { ...task, shown };
      }
      throw new Error(`timed out after ${timeoutMs} ms`);
    },
  };
}

/** Prints `message` or `error` where they are strings; the second also `status.message`; else the body. */
function messageOf(text: string, version: CommandLineVersion): string {
  const body = JSON.parse(text) as { message?: unknown; error?: unknown; status?: { message?: string } };
  const candidates = [version === 'second' ? body.status?.message : undefined, body.message, body.error];
  return candidates.find((one): one is string => typeof one === 'string' && one !== '') ?? text;
}

interface WireTask {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly model?: unknown;
  readonly created_at?: unknown;
  readonly progress?: unknown;
  readonly error?: unknown;
  readonly output?: readonly {
    readonly content?: readonly { readonly type?: unknown; readonly url?: unknown }[];
  }[];
  readonly usage?: { readonly cost?: unknown; readonly quantity?: unknown; readonly unit_price?: unknown };
}

function decodeTask(wire: WireTask, version: CommandLineVersion): CommandLineTask {
  const contents = (wire.output ?? []).flatMap(({ content }) => content ?? []);
  for (const { type } of contents) text(type);
  text(wire.model);
  whole(wire.created_at);
  whole(wire.usage?.quantity);
  text(wire.usage?.unit_price);
  const task = {
    id: text(wire.id),
    status: text(wire.status),
    progress: typeof wire.progress === 'number' ? wire.progress : 0,
    error: version === 'first' ? text(wire.error) : anyError(wire.error),
    urls: contents.map(({ url }) => text(url)).filter((url) => url !== ''),
    cost: text(wire.usage?.cost),
  };
  if (task.id === '') throw new Error('task creation failed: no id in response');
  return task;
}

/** The decoder takes an absent member for the zero value and refuses another type. */
function text(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') throw new TypeError(`cannot decode ${JSON.stringify(value)} into a string`);
  return value;
}

function whole(value: unknown): void {
  if (value !== undefined && !Number.isSafeInteger(value))
    throw new TypeError(`cannot decode ${value} into an int`);
}

function anyError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return text(error);
  const { message, error_message } = error as { message?: unknown; error_message?: unknown };
  return text(error_message) || text(message);
}
