import { Failure } from '../../generation/failure.ts';
import type { ImageWriter, ProviderWork } from '../../generation/provider.ts';
import type { HttpHeaders } from '../../lib/http-client/http-client.ts';
import { EgressRefused } from '../../lib/outbound.ts';
import { transferFailure } from './google-failure.ts';

/** Several times the largest picture seen. */
const maxBytes = 128 * 1024 * 1024;

/** Fetches a result. On the channel's own host it counts as configured; elsewhere it goes through the egress guard. */
export function downloadImage(work: ProviderWork, text: string): Promise<ImageWriter> {
  return new Promise((resolve, reject) => {
    let writer: ImageWriter | undefined;
    const handler = {
      head(status: number, _headers: HttpHeaders) {
        if (status !== 200)
          throw new Failure('upstream_truncated', { internal: `the result answered ${status}` });
        writer = work.images.open();
      },
      data: (buffer: Buffer, start: number, end: number) => writer?.write(buffer, start, end),
      end() {
        writer?.close();
        resolve(writer as ImageWriter);
      },
      error: (error: Error) =>
        reject(error instanceof EgressRefused ? refused(error) : transferFailure(error)),
    };
    if (isOwnHost(text, work.channel.baseUrl)) {
      work.send({ url: text, timeouts: { totalMs: work.timeoutMs }, signal: work.signal }, handler);
    } else {
      work.sendUntrusted({ url: text, maxBytes, totalMs: work.timeoutMs, signal: work.signal }, handler);
    }
  });
}

function isOwnHost(text: string, baseUrl: string): boolean {
  return URL.canParse(text) && new URL(text).origin === new URL(baseUrl).origin;
}

const refused = (error: EgressRefused) =>
  new Failure('upstream_rejected', {
    internal: `the result URL was refused: ${error.message}`,
    cause: error,
  });
