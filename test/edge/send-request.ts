import { Agent, type IncomingHttpHeaders, request as open } from 'node:http';
import type { GeneratedRequest } from './generated-requests.ts';

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its first 256 KiB. */
  readonly text: string;
}

const keptBytes = 262_144;

/** Sends what was generated, over connections that are kept; rejects when no answer comes within a minute. */
export function createSend(origin: string): {
  send(request: Pick<GeneratedRequest, 'method' | 'target' | 'headers' | 'body'>): Promise<EdgeAnswer>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(origin);
  return {
    send: ({ method, target, headers, body }) =>
      new Promise((resolve, reject) => {
        const length =
          body === undefined || headers['transfer-encoding'] ? {} : { 'content-length': String(body.length) };
        const sent = open({
          agent,
          hostname,
          port,
          method,
          path: target,
          headers: { ...length, ...headers },
        });
        sent.setTimeout(60_000, () => sent.destroy(new Error('no answer within a minute')));
        sent.on('response', (answer) => {
          const chunks: Buffer[] = [];
          let sizeBytes = 0;
          answer.on('data', (chunk: Buffer) => {
            if (sizeBytes < keptBytes) chunks.push(chunk);
            sizeBytes += chunk.length;
          });
          const finish = () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            });
          answer.on('end', finish).on('error', reject);
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
