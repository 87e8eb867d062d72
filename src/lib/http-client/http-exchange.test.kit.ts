import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createHttpClient, type HttpClient, type HttpClientOptions } from './http-client.ts';
import type { HttpHandler, HttpHeaders, HttpRequest, PacedTransfer } from './http-exchange.ts';
import type { HttpFailure } from './http-failure.ts';

/** What a handler was told, in the end. */
export interface Told {
  status: number;
  headers: HttpHeaders;
  rawHead: string;
  body: Buffer;
  trailers: HttpHeaders | undefined;
  failure: HttpFailure | undefined;
}

/** Sends and waits for the end; fails when the handler is told anything after its end. */
export function exchange(
  client: HttpClient,
  request: HttpRequest,
  watch: (transfer: PacedTransfer) => Partial<HttpHandler> = () => ({}),
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let ends = 0;
    const told: Told = {
      status: 0,
      headers: {},
      rawHead: '',
      body: Buffer.alloc(0),
      trailers: undefined,
      failure: undefined,
    };
    const finish = (part: Partial<Told>) => {
      if (++ends > 1) reject(new Error('ended twice'));
      told.body = Buffer.concat(chunks);
      // A call after the end would come within milliseconds; it is given the time to fail the test.
      setTimeout(() => resolve(Object.assign(told, part)), 5);
    };
    const watcher: { current: Partial<HttpHandler> } = { current: {} };
    const transfer = client.send(request, {
      head(status, headers, rawHead) {
        assert.equal(ends, 0);
        assert.equal(told.status, 0);
        Object.assign(told, { status, headers, rawHead });
        watcher.current.head?.(status, headers, rawHead);
      },
      data(buffer, start, end) {
        assert.equal(ends, 0);
        assert.ok(end > start);
        chunks.push(Buffer.from(buffer.subarray(start, end)));
        return watcher.current.data?.(buffer, start, end);
      },
      end: (trailers) => finish({ trailers }),
      error: (failure) => finish({ failure }),
    });
    watcher.current = watch(transfer);
  });
}

export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: Socket[];
  close(): Promise<void>;
}

/** A TCP server that does as it is told with each connection. */
export async function rawServer(onSocket: (socket: Socket, index: number) => void): Promise<RawServer> {
  const accepted: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    accepted.push(socket);
    onSocket(socket, accepted.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    accepted,
    close: () => {
      for (const socket of accepted) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A server that answers every request head it sees with the same bytes. */
export function answering(
  answer: string | Buffer,
  then: 'keep' | 'end' | 'reset' = 'keep',
): Promise<RawServer> {
  return rawServer((socket) => {
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      if (!seen.includes('\r\n\r\n')) return;
      seen = '';
      socket.write(answer);
      if (then === 'end') socket.end();
      if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 20);
    });
  });
}

/** Runs one exchange against a raw server and closes both. */
export async function once(
  onSocket: (socket: Socket, index: number) => void,
  options: HttpClientOptions = {},
  request: Partial<HttpRequest> = {},
): Promise<Told> {
  const origin = await rawServer(onSocket);
  const client = createHttpClient(options);
  const told = await exchange(client, { url: origin.url, ...request });
  client.close();
  await origin.close();
  return told;
}

/** Code and progress of a failure. */
export const shapeOf = ({ failure }: Told) => [
  failure?.code,
  failure?.phase,
  failure?.requestSent,
  failure?.responseSeen,
];

/** Node's own HTTP server on a free port. */
export async function httpServer(listener: RequestListener) {
  const http = createHttpServer(listener);
  let connections = 0;
  http.on('connection', () => connections++);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}

/** Answers with what it saw of the request. */
export async function mirror(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method, url, headers } = request;
  response.setHeader('x-sha', sha(Buffer.concat(chunks)));
  response.end(JSON.stringify({ method, url, headers }));
}

export const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
