import type { HttpHandler, HttpHeaders, HttpRequest, Transfer } from './http-exchange.ts';
import { HttpFailure } from './http-failure.ts';
import { isToldByStatus, RefusedBody } from './refused-body.ts';

export interface CollectLimits {
  /** Bytes of the body; one more is `too_large`. Of a refusal (400 and above) they are the beginning that is kept. */
  readonly maxBytes: number;
}

export interface Collected {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request and keeps its whole response in memory, of a refusal what came of it. Rejects with `HttpFailure`.
 */
export function collect(
  client: { send(request: HttpRequest, handler: HttpHandler): Transfer },
  request: HttpRequest,
  { maxBytes }: CollectLimits,
): Promise<Collected> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let headers: HttpHeaders = {};
    let sizeBytes = 0;
    const chunks: Buffer[] = [];
    let refused: RefusedBody | undefined;
    // Upstreams quote what they refuse: a refusal is told by its status, however much they say.
    const checkSize = (size: number) => {
      if (size > maxBytes && !refused) throw overflow;
    };
    client.send(request, {
      head(receivedStatus, receivedHeaders) {
        status = receivedStatus;
        headers = receivedHeaders;
        if (status >= 400) refused = new RefusedBody(headers, maxBytes);
        if (request.method !== 'HEAD') checkSize(Number(headers['content-length'] ?? 0));
      },
      data(buffer, start, end) {
        if (refused) return refused.take(buffer, start, end);
        sizeBytes += end - start;
        checkSize(sizeBytes);
        chunks.push(Buffer.from(buffer.subarray(start, end)));
      },
      end() {
        resolve({ status, headers, body: refused?.bytes() ?? Buffer.concat(chunks) });
      },
      error(failure) {
        if (refused && isToldByStatus(status, failure)) {
          resolve({ status, headers, body: refused.bytes() });
          return;
        }
        const isOverflow = failure.cause === overflow;
        reject(
          isOverflow
            ? new HttpFailure('too_large', `a body of more than ${maxBytes} bytes`, failure)
            : failure,
        );
      },
    });
  });
}

const overflow = new RangeError('body too large');
