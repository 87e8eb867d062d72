import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { paddedPng } from './padded-png.ts';

/** A small server of the runner's own: it gives out reference files and receives callbacks. */
export interface Outpost {
  readonly origin: string;
  /** The first POST to `/callback/{name}`; undefined when none came in time. */
  callback(name: string, limitMs: number): Promise<ReceivedCallback | undefined>;
  close(): Promise<void>;
}

export interface ReceivedCallback {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export const referenceLimitBytes = 31_457_280;
const maxCallbackBytes = 1_048_576;

/** `publicOrigin` is how the gateway reaches it when that is not the address it listens on. */
export async function openOutpost(host: string, port = 0, publicOrigin?: string): Promise<Outpost> {
  const received = new Map<string, ReceivedCallback>();
  const waiting = new Map<string, (callback: ReceivedCallback) => void>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (request.method === 'GET' && /^\/(at|over)-limit\.png$/.test(path)) {
      const bytes = paddedPng(referenceLimitBytes + (path.startsWith('/over') ? 1 : 0));
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length }).end(bytes);
      return;
    }
    const name = /^\/callback\/([\w-]+)$/.exec(path)?.[1];
    if (request.method !== 'POST' || !name) {
      response.writeHead(404).end();
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      if (body.length < maxCallbackBytes) body += text;
    });
    request.on('end', () => {
      response.writeHead(200).end();
      const callback = { headers: request.headers, body };
      received.set(name, callback);
      waiting.get(name)?.(callback);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    origin: publicOrigin ?? `http://${host}:${address.port}`,
    callback: (name, limitMs) =>
      new Promise((resolve) => {
        const early = received.get(name);
        if (early) return resolve(early);
        const timer = setTimeout(() => resolve(undefined), limitMs);
        waiting.set(name, (callback) => {
          clearTimeout(timer);
          resolve(callback);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
