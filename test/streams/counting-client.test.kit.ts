import { request as send } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface CountedAnswer {
  readonly status: number;
  readonly bytes: number;
  /** Of its beginning: enough for everything but pictures. */
  readonly text: string;
}

export interface CountedRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In pieces: it is not held whole. */
  readonly body?: AsyncIterable<string | Buffer> | Iterable<string | Buffer>;
}

const keptBytes = 4_096;

/** Sends a request and lets its answer pass by. */
export function countAnswer({ method = 'POST', url, headers = {}, body = [] }: CountedRequest) {
  return new Promise<CountedAnswer>((resolve, reject) => {
    const outgoing = send(url, { method, headers }, (response) => {
      let bytes = 0;
      let text = '';
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (text.length < keptBytes) text += piece.toString('latin1').slice(0, keptBytes);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes, text }));
    });
    outgoing.on('error', reject);
    pipeline(Readable.from(body), outgoing).catch(reject);
  });
}
