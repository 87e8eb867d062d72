import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { createOutbound, type OutboundOptions, type UntrustedRequest } from './outbound.ts';

export const loopback = ['127.0.0.0/8', '::1'];

export async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers every connection with the given bytes, or hands the socket over. */
export async function serveRaw(
  context: TestContext,
  speak: (socket: Socket) => void,
  host = '127.0.0.1',
  port = 0,
) {
  const accepted = { count: 0 };
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    accepted.count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    speak(socket);
  }).listen(port, host);
  await once(server, 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://${host}:${(server.address() as AddressInfo).port}`, accepted };
}

/** Sends untrusted requests and collects their answers. */
export function door(context: TestContext, options: OutboundOptions = { allow: loopback }) {
  const outbound = createOutbound(options);
  context.after(() => outbound.close());
  return (request: Omit<UntrustedRequest, 'trust' | 'maxBytes'> & { maxBytes?: number }) =>
    new Promise<{ status: number; body: string; headers: Record<string, string> }>((resolve, reject) => {
      const got = { status: 0, body: '', headers: {} };
      outbound.send(
        { trust: 'untrusted', maxBytes: 1_000_000, ...request },
        {
          head(status, headers) {
            Object.assign(got, { status, headers });
          },
          data(buffer, start, end) {
            got.body += buffer.toString('latin1', start, end);
          },
          end: () => resolve(got),
          error: reject,
        },
      );
    });
}
