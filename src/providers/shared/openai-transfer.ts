import type { ImageWriter, ProviderWork } from '../../generation/provider.ts';
import type { HttpHandler, HttpRequest } from '../../lib/http-client/http-client.ts';
import { isToldByStatus, RefusedBody } from '../../lib/http-client/refused-body.ts';
import { ByteOrderMark } from '../../lib/json-scan/byte-order-mark.ts';
import type { CaptureRule } from '../../lib/json-scan/capture.ts';
import { JsonScanner } from '../../lib/json-scan/json-scan.ts';
import { askedWaitMs } from './asked-wait.ts';
import { type OpenaiAnswer, readOpenaiAnswer } from './openai-answer.ts';
import { openaiFailure } from './openai-failure.ts';
import { transferFailure } from './transfer-failure.ts';

/** Pictures in every place gateways put them. */
const imagePlaces: readonly CaptureRule[] = [
  { key: 'b64_json', mode: 'base64' },
  ...['content', 'text'].map((key): CaptureRule => ({ key, mode: 'data-uri', elements: true })),
  ...['url', 'image_url', 'images'].map(
    (key): CaptureRule => ({ key, mode: 'data-uri', elements: true, isUrl: true }),
  ),
];

/** Sends a request and reads the answer as it arrives, pictures to the archive. Rejects with a `Failure`. */
export function transferOpenai(work: ProviderWork, request: HttpRequest): Promise<OpenaiAnswer> {
  return new Promise((resolve, reject) => {
    const writers = new Map<number, ImageWriter>();
    let refused: RefusedBody | undefined;
    let status = 0;
    let waitMs: number | undefined;
    let writer: ImageWriter | undefined;
    const scanner = new JsonScanner(imagePlaces, {
      begin(capture) {
        writer = work.images.open();
        writers.set(capture.id, writer);
        // All there is has been made: what is left is carried.
        transfer.limitSilence('idleMs');
      },
      bytes: (buffer, start, end) => writer?.write(buffer, start, end),
      end: () => writer?.close(),
    });
    const mark = new ByteOrderMark();
    const refusal = () => openaiFailure(status, `${refused?.bytes() ?? ''}`, waitMs);
    const handler: HttpHandler = {
      head(received, headers) {
        status = received;
        waitMs = askedWaitMs(headers, work.clock);
        if (status !== 200) refused = new RefusedBody(headers);
      },
      data(buffer, start, end) {
        if (refused) return refused.take(buffer, start, end);
        scanner.push(buffer, mark.after(buffer, start, end), end);
      },
      end() {
        if (refused) throw refusal();
        mark.finish();
        resolve(readOpenaiAnswer(scanner.finish(), ({ id }) => writers.get(id)));
      },
      error: (error) => reject(isToldByStatus(status, error) ? refusal() : transferFailure(error)),
    };
    const transfer = work.send(request, handler);
  });
}
