import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an upstream and lets through as many requests as it is told to; the others wait. */
export interface GatedUpstream {
  readonly url: string;
  /** Requests the upstream was asked, in all. */
  readonly passed: () => number;
  /** So many more may pass: those that wait, in the order they came, then those to come. */
  pass(count: number): void;
  /** From now on none more. */
  hold(): void;
  close(): Promise<void>;
}

export async function startGatedUpstream(behind: string): Promise<GatedUpstream> {
  const waiting: { readonly go: () => void; readonly isGone: () => boolean }[] = [];
  let places = 0;
  let passed = 0;
  const move = () => {
    while (places > 0 && waiting.length > 0) {
      const next = waiting.shift();
      // Its process died, and the upstream has not heard of it.
      if (!next || next.isGone()) continue;
      places -= 1;
      passed += 1;
      next.go();
    }
  };
  const server = createServer((request, response) => {
    const { method, headers, url } = request;
    const go = () => {
      const onward = send(`${behind}${url}`, { method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    };
    waiting.push({ go, isGone: () => response.closed || response.destroyed });
    move();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: () => passed,
    pass(count) {
      places += count;
      move();
    },
    hold() {
      places = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
