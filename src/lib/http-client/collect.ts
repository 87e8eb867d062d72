import type { HttpHandler, HttpHeaders, HttpRequest, Transfer } from './http-exchange.ts';
import { HttpFailure } from './http-failure.ts';

export interface CollectLimits {
  /** Bytes of the body; one more is `too_large`. */
  readonly maxBytes: number;
}

export interface Collected {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
}

/** Sends a request and keeps its whole response in memory. Rejects with `HttpFailure`. */
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
    const checkSize = (size: number) => {
      if (size > maxBytes) throw overflow;
    };
    client.send(request, {
      head(receivedStatus, receivedHeaders) {
        status = receivedStatus;
        headers = receivedHeaders;
        if (request.method !== 'HEAD') checkSize(Number(headers['content-length'] ?? 0));
      },
      data(buffer, start, end) {
        sizeBytes += end - start;
        checkSize(sizeBytes);
        chunks.push(Buffer.from(buffer.subarray(start, end)));
      },
      end() {
        resolve({ status, headers, body: Buffer.concat(chunks, sizeBytes) });
      },
      error(failure) {
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
