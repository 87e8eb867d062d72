import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface TestProxy {
  readonly host: string;
  readonly port: number;
  /** Hosts and ports it was asked for. */
  readonly asked: string[];
  /** Tunnels that are open now. */
  readonly open: Set<Duplex>;
  close(): Promise<void>;
}

interface Choices {
  /** Value of `proxy-authorization` it insists on. */
  readonly login?: string;
  /** Where each name leads; the others, to their own address. */
  readonly names?: Readonly<Record<string, string>>;
  /** Instead of a tunnel. */
  readonly answer?: string;
}

/** An HTTP proxy that opens tunnels, by Node's own server. */
export async function startProxy({ login, names = {}, answer }: Choices = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, client: Duplex, first: Buffer) => {
    open.add(client);
    client.on('close', () => open.delete(client)).on('error', () => {});
    asked.push(request.url as string);
    if (answer !== undefined) return void client.end(answer);
    if (login !== undefined && request.headers['proxy-authorization'] !== login) {
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream: Socket = connect(Number(port), names[hostname] ?? hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\nx-proxy: test\r\n\r\n');
      upstream.write(first);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    asked,
    open,
    close: () =>
      new Promise((resolve) => {
        for (const client of open) client.destroy();
        server.close(() => resolve());
      }),
  };
}
