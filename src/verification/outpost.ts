import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { paddedPng } from './padded-png.ts';

/** A small server of the runner's own: it gives out reference files and receives the callbacks it waits for. */
export interface Outpost {
  readonly origin: string;
  /** An address nobody else knows, for one callback. */
  expect(): ExpectedCallback;
  close(): Promise<void>;
}

export interface ExpectedCallback {
  readonly url: string;
  /** The first POST to it; undefined when none comes in time. */
  come(limitMs: number): Promise<ReceivedCallback | undefined>;
  /** Nothing is taken there any more. */
  forget(): void;
}

export interface ReceivedCallback {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export const referenceLimitBytes = 31_457_280;
const maxCallbackBytes = 1_048_576;

/** `publicOrigin` is how the gateway reaches it when that is not the address it listens on. */
export async function openOutpost(host: string, port = 0, publicOrigin?: string): Promise<Outpost> {
  /** By name; what is not in here is not read. */
  const expected = new Map<string, (callback: ReceivedCallback) => void>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const file = /^\/(at|over)-limit\.png$/.exec(path)?.[1];
    const take = expected.get(/^\/callback\/([\w-]+)$/.exec(path)?.[1] ?? '');
    if (request.method === 'GET' && file) {
      sendFile(response, referenceLimitBytes + (file === 'over' ? 1 : 0));
    } else if (request.method === 'POST' && take) {
      receive(request, response, take);
    } else {
      response.writeHead(404, { connection: 'close' }).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // In a worker a port is else shared with the others, who expect nothing here.
    server.listen({ port, host, exclusive: true }, resolve);
  });
  const address = server.address() as AddressInfo;
  const origin = publicOrigin ?? `http://${host}:${address.port}`;
  return {
    origin,
    expect() {
      const name = randomUUID();
      const received = new Promise<ReceivedCallback>((resolve) => {
        expected.set(name, (callback) => {
          expected.delete(name);
          resolve(callback);
        });
      });
      return {
        url: `${origin}/callback/${name}`,
        come: (limitMs) => inTime(received, limitMs),
        forget: () => void expected.delete(name),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendFile(response: ServerResponse, sizeBytes: number): void {
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': sizeBytes });
  const file = Readable.from(paddedPng(sizeBytes));
  file.pipe(response);
  response.once('close', () => file.destroy());
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  take: (callback: ReceivedCallback) => void,
): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    if (body.length + text.length > maxCallbackBytes) {
      response.writeHead(413, { connection: 'close' }).end();
      request.destroy();
    } else body += text;
  });
  request.on('end', () => {
    response.writeHead(200).end();
    take({ headers: request.headers, body });
  });
}

async function inTime<Value>(value: Promise<Value>, limitMs: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
