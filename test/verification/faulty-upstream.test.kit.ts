import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between two programs and spoils what passes. */
export interface Faults {
  /** Headers of requests that are lost on their way there. */
  drop?: readonly string[];
  /** Changes a JSON body on its way there; a string is answered at once as Google's 400. */
  request?: (body: Record<string, unknown>) => Record<string, unknown> | string;
  /** An answer is not passed on before this is over. */
  hold?: () => Promise<void>;
  /** Whether the connection ends without an answer; what it asked for was done. */
  lose?: (path: string) => boolean;
  /** The status an address is answered with at once, in the gateway's own words. */
  refuse?: (path: string, method: string) => number | undefined;
  /** Changes a JSON body on its way back. */
  answer?: (path: string, body: Record<string, unknown>) => Record<string, unknown>;
}

export interface FaultyServer {
  readonly url: string;
  /** Changed by tests while it runs. */
  faults: Faults;
  passTo(origin: string): void;
  close(): Promise<void>;
}

/** An HTTP proxy in front of `origin` that is broken in the ways it is told. */
export async function startFaultyServer(origin: string, faults: Faults = {}): Promise<FaultyServer> {
  const state = { faults, origin };
  const server = createServer((request, response) => {
    void pass(request)
      .then(({ status, type, body, headers }) => {
        response.writeHead(status, { ...headers, 'content-type': type }).end(body);
      })
      .catch(() => response.destroy());
  });
  async function pass(request: IncomingMessage) {
    const path = request.url ?? '/';
    let body: Buffer = await read(request);
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
    if (body.length > 0 && isJson && state.faults.request) {
      const changed = state.faults.request(JSON.parse(body.toString()) as Record<string, unknown>);
      if (typeof changed === 'string') return refusal(changed);
      body = Buffer.from(JSON.stringify(changed));
    }
    const names = [
      'authorization',
      'x-goog-api-key',
      'content-type',
      'accept',
      'x-plantain-channel',
    ] as const;
    const headers = Object.fromEntries(
      names
        .filter((name) => request.headers[name] && !state.faults.drop?.includes(name))
        .map((name) => [name, String(request.headers[name])]),
    );
    const method = request.method ?? 'GET';
    const refused = state.faults.refuse?.(path, method);
    if (refused !== undefined) return problem(refused);
    const answer = await fetch(state.origin + path, {
      method,
      headers,
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    let bytes = Buffer.from(await answer.arrayBuffer());
    if (state.faults.answer && type.startsWith('application/json') && answer.ok) {
      const json = JSON.parse(bytes.toString()) as Record<string, unknown>;
      bytes = Buffer.from(JSON.stringify(state.faults.answer(path, json)));
    }
    await state.faults.hold?.();
    if (state.faults.lose?.(path)) throw new Error('lost');
    const kept = [...answer.headers].filter(([name]) => name.startsWith('x-'));
    return { status: answer.status, type, body: bytes, headers: Object.fromEntries(kept) };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get faults() {
      return state.faults;
    },
    set faults(faults) {
      state.faults = faults;
    },
    passTo(origin) {
      state.origin = origin;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const refusal = (message: string) => ({
  status: 400,
  type: 'application/json; charset=UTF-8',
  body: Buffer.from(JSON.stringify({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } })),
  headers: {},
});

const problem = (status: number) => ({
  status,
  type: 'application/problem+json; charset=utf-8',
  body: Buffer.from(JSON.stringify({ title: 'refused', status, detail: 'Not now.', code: 'rate_limited' })),
  headers: {},
});

type Json = Record<string, unknown>;

/** The `imageConfig` of a native request without one of its fields. */
export function withoutImageConfig(body: Json, field: string): Json {
  const config = { ...(body.generationConfig as Json | undefined) };
  const image = { ...(config.imageConfig as Json | undefined) };
  delete image[field];
  return { ...body, generationConfig: { ...config, imageConfig: image } };
}

/** How many input images a native request carries. */
export function referenceCount(body: Json): number {
  const contents = body.contents as { parts: Json[] }[];
  return contents.flatMap(({ parts }) => parts).filter((part) => part.inlineData ?? part.inline_data).length;
}

/** Holds answers back until they are released, and tells when the first one is asked for. */
export function holdAnswers() {
  let ask: () => void = () => undefined;
  let release: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    asked,
    release: () => release(),
    until: () => {
      ask();
      return released;
    },
  };
}
