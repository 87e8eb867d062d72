import { Agent, request } from 'node:http';

export interface FloodAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface Flooder {
  /** Sends a create; any number at once, each over a connection of its own. */
  post(path: string, body: object): Promise<FloodAnswer>;
  /** Answers so far, by status. */
  readonly statuses: ReadonlyMap<number, number>;
  close(): void;
}

export function createFlooder(
  url: string,
  key: string,
  more: Readonly<Record<string, string>> = {},
): Flooder {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 20_000 });
  const statuses = new Map<number, number>();
  return {
    statuses,
    post: (path, body) =>
      new Promise((resolve, reject) => {
        const text = JSON.stringify(body);
        const headers = {
          ...more,
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        };
        const sent = request(url + path, { method: 'POST', agent, headers }, (response) => {
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => (answer += piece));
          response.on('error', reject);
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            resolve({ status, headers: response.headers as FloodAnswer['headers'], text: answer });
          });
        });
        sent.on('error', reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}
