import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What an attacker would look for on a forbidden address. */
const ports = [22, 25, 80, 443, 2375, 6379, 8080, 9200];

/**
 * Makes every address of both families one of this machine's own, so that whatever is connected to answers here.
 * Works only inside a private network namespace; anywhere else it throws, for it would cut the machine off.
 */
export function claimAllAddresses(): void {
  const links = execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' }).trim().split('\n');
  if (
    links.some(
      (line) => !/^(lo|tunl0|sit0|ip6tnl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|ip6gre0)\b/.test(line),
    )
  )
    throw new Error(`not a private network namespace:\n${links.join('\n')}`);
  for (const command of [
    'link set lo up',
    'route add local 0.0.0.0/0 dev lo',
    '-6 route add local ::/0 dev lo',
  ]) {
    execFileSync('ip', command.split(' '));
  }
}

export interface Decoys {
  /** Connections to anything but the web ports of the one good address, as `address:port`, in the order accepted. */
  readonly accepted: readonly string[];
  close(): void;
}

/** Listens on all addresses; `greet` gets those to `goodAddress` on a web port, all others are noted and ended. */
export async function openDecoys(goodAddress: string, greet: (socket: Socket) => void): Promise<Decoys> {
  const accepted: string[] = [];
  const servers = ports.flatMap((port) =>
    ['0.0.0.0', '::'].map((host) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        if (socket.localAddress === goodAddress && (port === 80 || port === 443)) return greet(socket);
        accepted.push(`${socket.localAddress}:${port}`);
        socket.destroy();
      });
      return server.listen({ host, port, ipv6Only: host === '::' });
    }),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return { accepted, close: () => void servers.map((server) => server.close()) };
}
