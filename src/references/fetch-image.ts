import { Failure } from '../generation/failure.ts';
import { HttpFailure } from '../lib/http-client/http-client.ts';
import { createHeaderReader } from '../lib/image-header/header-reader.ts';
import { looksComplete } from '../lib/image-header/looks-complete.ts';
import { EgressRefused, type Outbound } from '../lib/outbound.ts';
import { createSpool, type Spool, SpoolFailure } from '../lib/spool/spool.ts';

/** 30 MiB, inclusive: what the largest upstream takes from a file (gemini-upstream §4). */
export const referenceLimitBytes = 31_457_280;

export interface FetchedImage {
  readonly facts: {
    readonly path: string;
    readonly mediaType: string;
    readonly sizeBytes: number;
    readonly width: number;
    readonly height: number;
  };
  discard(): void;
}

export interface FetchParts {
  readonly outbound: Outbound;
  readonly spoolFolder: string;
}

/**
 * Downloads one reference through the egress guard into a temporary file. What it is comes from its bytes,
 * within PNG, JPEG and WebP; a declared type outside `image/*` and the types servers use for unknown files is
 * refused, because it means a page or an error was served. Throws `reference_unreachable` or `reference_rejected`.
 */
export async function fetchImage(
  parts: FetchParts,
  url: string,
  index: number,
  name: string,
  signal: AbortSignal,
): Promise<FetchedImage> {
  const spool = createSpool(parts.spoolFolder, name, { limitBytes: referenceLimitBytes });
  try {
    const verdict = await download(parts.outbound, url, spool, signal);
    spool.close();
    if (!verdict.ok)
      throw new Failure('reference_rejected', { internal: verdict.detail, message: verdict.detail });
    if (!(await looksComplete(spool.path))) {
      throw new Failure('reference_rejected', { message: 'cut off before the end of its picture' });
    }
    const { format, width, height } = verdict.header;
    const facts = {
      path: spool.path,
      mediaType: `image/${format}`,
      sizeBytes: spool.sizeBytes,
      width,
      height,
    };
    return { facts, discard: () => spool.discard() };
  } catch (error) {
    spool.discard();
    throw namedFailure(error, url, index);
  }
}

function download(outbound: Outbound, url: string, spool: Spool, signal: AbortSignal) {
  const reader = createHeaderReader();
  return new Promise<ReturnType<typeof reader.end>>((resolve, reject) => {
    outbound.send(
      { trust: 'untrusted', url, maxBytes: referenceLimitBytes, headers: { accept: 'image/*' }, signal },
      {
        head(status, headers) {
          if (status !== 200)
            throw new Failure('reference_unreachable', { message: `answered with ${status}` });
          checkDeclaredType(headers['content-type']);
        },
        data(buffer, start, end) {
          const verdict = reader.feed(buffer, start, end);
          if (verdict && !verdict.ok) {
            throw new Failure('reference_rejected', {
              message: `is ${verdict.detail}`,
              internal: verdict.problem,
            });
          }
          spool.write(buffer, start, end);
        },
        end: () => resolve(reader.end()),
        error: reject,
      },
    );
  });
}

function checkDeclaredType(declared: string | undefined): void {
  const type = declared?.split(';', 1)[0]?.trim().toLowerCase();
  if (!type || /^(?:image\/(?!svg)[\w.+-]+|application\/octet-stream|binary\/octet-stream)$/.test(type))
    return;
  throw new Failure('reference_rejected', { message: 'is not served as an image', internal: `type ${type}` });
}

/** The public sentence names the reference and its URL, and nothing of the network behind the gateway. */
function namedFailure(error: unknown, url: string, index: number): Failure {
  const which = `Reference image ${index + 1} (${url.split('?', 1)[0]?.slice(0, 200)})`;
  const cause = error instanceof HttpFailure && error.code === 'taker_failed' ? error.cause : error;
  if (cause instanceof Failure) {
    const { code, internal } = cause;
    return new Failure(code, { message: `${which} ${cause.message}.`, ...(internal ? { internal } : {}) });
  }
  if ((cause instanceof HttpFailure || cause instanceof SpoolFailure) && cause.code === 'too_large') {
    return new Failure('reference_rejected', {
      message: `${which} is larger than ${referenceLimitBytes} bytes (30 MiB).`,
    });
  }
  if (cause instanceof EgressRefused) {
    return new Failure('reference_unreachable', {
      message: `${which} cannot be fetched. ${cause.message}`,
      internal: cause.internal,
    });
  }
  return new Failure('reference_unreachable', {
    message: `${which} cannot be fetched. Check that it is public and answers within 20 seconds.`,
    internal: String(cause),
    cause,
  });
}
