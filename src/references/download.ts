import { type EgressRefused, HttpFailure, type Outbound, type UntrustedHandler } from '../lib/outbound.ts';
import type { AnswerHead } from './cache/fresh-for.ts';
import { mayBeImage } from './declared-type.ts';
import { refused, rejected, unreachable } from './failures.ts';
import {
  checkSize,
  type ImageSink,
  type InspectedImage,
  maxReferenceBytes,
  overLimit,
} from './image-sink.ts';

export interface Downloaded {
  readonly image: InspectedImage;
  /** Redirects first, the picture's own last. */
  readonly heads: readonly AnswerHead[];
}

/**
 * Fetches one URL a client gave, for a PNG, JPEG or WebP, or also a GIF. `sink` is opened when an acceptable answer begins. Rejects with a
 * `ReferenceProblem`, or with what the outbound door or the spool reported.
 */
export async function download(
  outbound: Outbound,
  { url, takesGif }: { readonly url: string; readonly takesGif?: boolean },
  sink: () => ImageSink,
  signal: AbortSignal,
): Promise<Downloaded> {
  const heads: AnswerHead[] = [];
  const image = await new Promise<ImageSink>((resolve, reject) => {
    let opened: ImageSink | undefined;
    const taker: UntrustedHandler = {
      redirected: (status, headers) => void heads.push({ status, headers }),
      head(status, headers) {
        heads.push({ status, headers });
        if (status !== 200) throw answered(status);
        if (!mayBeImage(headers['content-type'])) {
          const declared = headers['content-type']!.slice(0, 60);
          throw rejected(`is served as "${declared}". Send the URL of a PNG, JPEG or WebP image.`);
        }
        checkSize(Number(headers['content-length'] ?? 0));
        opened = sink();
      },
      data: (buffer, start, end) => opened!.write(buffer, start, end),
      end: () => resolve(opened!),
      error: (failure) => reject(reasonOf(failure)),
    };
    const headers = { accept: `image/png, image/jpeg, image/webp${takesGif ? ', image/gif' : ''}` };
    outbound.send({ trust: 'untrusted', url, headers, maxBytes: maxReferenceBytes, signal }, taker);
  });
  return { image: await image.finish(), heads };
}

/** A server in trouble may have it later; one that says the picture is not there, or not for us, will not. */
function answered(status: number) {
  const rest = `could not be fetched: its server answered with status ${status}.`;
  return status >= 500 || status === 429 ? unreachable(rest) : refused(rest);
}

function reasonOf(failure: HttpFailure | EgressRefused): unknown {
  if (!(failure instanceof HttpFailure)) return failure;
  if (failure.code === 'too_large') return overLimit();
  // What the taker itself threw is the reason; the transfer only ended for it.
  return failure.code === 'taker_failed' ? failure.cause : failure;
}
