import { setTimeout as sleep } from 'node:timers/promises';

/** Where a caller can put the URL of an image. */
export interface EntryPath {
  readonly name: string;
  /** Sends a request with that URL and `more` fields; resolves with the whole of what the caller is told in the end. */
  send(gateway: Target, url: string, more?: object): Promise<string>;
}

export interface Target {
  readonly url: string;
  readonly liveKey: string;
}

const model = 'nano-banana-2';
const prompt = 'as in the picture';

const direct = (name: string, path: string, body: (url: string) => object): EntryPath => ({
  name,
  send: async (gateway, url, more) => told(await ask(gateway, path, { ...body(url), ...more }), url),
});

/** Answers with an id; what became of it is read at the contract's own address. */
const task = (
  name: string,
  path: string,
  body: (url: string) => object,
  status: (id: string) => string,
): EntryPath => ({
  name,
  async send(gateway, url, more) {
    const created = await ask(gateway, path, { ...body(url), ...more });
    const id = /\d{23}[0-9A-Za-z]{22}/.exec(created.body)?.[0];
    if (created.status >= 300 || id === undefined) return told(created, url);
    await untilEnded(gateway, id);
    return told(await ask(gateway, status(id)), url);
  },
});

export const entryPaths: readonly EntryPath[] = [
  direct('Images', '/v1/images/generations', (url) => ({ model, prompt, image_input: [url] })),
  direct('Images edits', '/v1/images/edits', (url) => ({ model, prompt, images: [{ image_url: url }] })),
  direct('chat completions', '/v1/chat/completions', (url) => ({
    model,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: prompt },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ],
  })),
  direct('OpenRouter images', '/api/v1/images', (url) => ({ model, prompt, input_references: [url] })),
  direct('generations', '/v1/generations', (url) => ({ model, prompt, references: [url], wait: 60 })),
  direct('MCP', '/mcp', (url) => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'edit_image', arguments: { model, prompt, images: [url], wait_seconds: 60 } },
  })),
  task(
    'model-generation',
    '/model/v1/generation',
    (url) => ({ model, prompt, image_urls: [url] }),
    (id) => `/model/v1/generation/task/${id}`,
  ),
  task(
    'model-queue',
    `/model/v1/queue/${model}`,
    (url) => ({ prompt, image_urls: [url] }),
    (id) => `/model/v1/queue/${model}/requests/${id}/response`,
  ),
  task(
    'generate-task',
    `/api/v1/generateTask/${model}`,
    (url) => ({
      request_type: 'async',
      input: { mode: 'image-to-image', prompt, image_urls: [url], aspect_ratio: '1:1', resolution: '0.5K' },
    }),
    (id) => `/api/v1/statusTask/${model}?taskId=${id}`,
  ),
  direct('upload by URL', '/v1/files/uploads/url', (url) => ({ url })),
];

export const callbackPaths: readonly EntryPath[] = [
  direct('callback of generate-task', `/api/v1/generateTask/${model}`, (url) => ({
    request_type: 'callback',
    callback_url: url,
    input: { mode: 'text-to-image', prompt, aspect_ratio: '1:1', resolution: '0.5K' },
  })),
  direct('callback of generations', '/v1/generations', (url) => ({
    model,
    prompt,
    resolution: '0.5K',
    callback_url: url,
  })),
];

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** GET without a body, POST with one. */
export async function ask({ url, liveKey }: Target, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url + path, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      authorization: `Bearer ${liveKey}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
  });
  return { status: response.status, body: await response.text() };
}

async function untilEnded(gateway: Target, id: string): Promise<void> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; await sleep(5)) {
    const { body } = await ask(gateway, `/v1/generations/${id}`);
    if (/"status":"(succeeded|failed|cancelled)"/.test(body)) return;
  }
  throw new Error(`generation ${id} did not end in a minute`);
}

/** The answer without what differs between any two: ids, times, and the caller's own URL. */
function told({ status, body }: Answer, url: string): string {
  // Of an event stream the last event: comments and progress depend on the moment.
  const text = body
    .slice(Math.max(0, body.lastIndexOf('\ndata: ')))
    .replace(/\d{23}[0-9A-Za-z]{22}/g, 'ID')
    .replace(/(Reference image 1|The image|Image) \((?:[^()"\\]|\\.)*\)/g, '$1 (URL)')
    .replaceAll(JSON.stringify(url).slice(1, -1), 'URL')
    // Of the caller's own URL; that of a redirect or an address would be news.
    .replace(/"host":("[^"]*")/g, (part, host: string) =>
      hostsOf(url).includes(host) ? '"host":HOST' : part,
    )
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/"(\w*(?:[tT]ime|created|_at|At|_ms|seconds))":\d+/g, '"$1":0');
  return `${status} ${text}`;
}

function hostsOf(url: string): string[] {
  const { host = '', hostname = '' } = URL.canParse(url) ? new URL(url) : {};
  return [host, hostname].map((text) => JSON.stringify(text));
}
