import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HostileImage } from './hostile-images.ts';

/** How a reference's server lies about it; `undefined` of those that change nothing of the verdict. */
const lies = [
  'none',
  'none',
  'none',
  'chunked',
  'no type',
  'another type',
  'longer',
  'cut',
  'gzip',
  'page',
  'missing',
  'endless',
] as const;
export type Lie = (typeof lies)[number];
export const allLies: readonly Lie[] = lies;
/** What comes with such an answer is refused, whatever it is. */
export const isRefusedLie = (lie: Lie): boolean =>
  ['longer', 'cut', 'gzip', 'page', 'missing', 'endless'].includes(lie);

export interface ImageHost {
  readonly url: string;
  /** Puts an image up; the number names it in `/references/{number}` and in a prompt `result {number}`. */
  offer(image: HostileImage, lie?: Lie): number;
  take(number: number): void;
  close(): void;
}

const types = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml', 'text/html', 'application/json'];

/** Serves references, with every lie about them, and answers as Google's API with an image as its result. */
export async function startImageHost(): Promise<ImageHost> {
  const offered = new Map<number, { image: HostileImage; lie: Lie }>();
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (data: Buffer) => chunks.push(data));
    request.on('end', () => {
      const reference = /^\/references\/(\d+)/.exec(request.url ?? '')?.[1];
      const found = offered.get(
        Number(reference ?? /result (\d+)/.exec(Buffer.concat(chunks).toString())?.[1]),
      );
      if (!found) return void response.writeHead(404).end();
      if (reference !== undefined) return sendReference(response, found.image.bytes, found.lie);
      const data = found.image.bytes.toString('base64');
      // The declared type is a lie more often than not; the bytes decide.
      const mimeType = types[found.image.bytes.length % types.length];
      const parts = [{ inlineData: { mimeType, data } }];
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] }),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offer(image, lie = 'none') {
      count += 1;
      offered.set(count, { image, lie });
      return count;
    },
    take: (number) => void offered.delete(number),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function sendReference(response: ServerResponse, bytes: Buffer, lie: Lie): void {
  switch (lie) {
    case 'chunked':
      response.setHeader('content-type', 'image/png');
      response.write(bytes.subarray(0, bytes.length / 2));
      return void response.end(bytes.subarray(bytes.length / 2));
    case 'no type':
      return void response.end(bytes);
    case 'another type':
      response.setHeader('content-type', 'image/webp');
      return void response.end(bytes);
    case 'page':
      response.setHeader('content-type', 'text/html');
      return void response.end(bytes);
    case 'longer':
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length + 9 });
      response.write(bytes);
      return void setImmediate(() => response.destroy());
    case 'cut':
      response.writeHead(200, { 'content-type': 'image/png', 'transfer-encoding': 'chunked' });
      response.write(bytes.length > 0 ? bytes : ' ');
      return void setImmediate(() => response.destroy());
    case 'gzip':
      response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' });
      return void response.end(bytes);
    case 'missing':
      response.writeHead(404, { 'content-type': 'image/png' });
      return void response.end(bytes);
    case 'endless':
      response.writeHead(200, { 'content-type': 'image/png' });
      response.on('error', () => undefined);
      response.write(bytes);
      return void flood(response, Buffer.alloc(262_144));
    default:
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length });
      response.end(bytes);
  }
}

/** Sends without end, until the other side has had enough. */
function flood(response: ServerResponse, piece: Buffer): void {
  while (!response.destroyed && response.write(piece));
  if (!response.destroyed) response.once('drain', () => flood(response, piece));
}
