import type { ReadyReference } from '../generation/provider.ts';
import { failpoint } from '../lib/failpoint.ts';
import { type GifVerdict, inspectGif } from '../lib/image-header/gif.ts';
import { createHeaderReader, type HeaderVerdict } from '../lib/image-header/header-reader.ts';
import { looksComplete } from '../lib/image-header/looks-complete.ts';
import { isGif } from '../lib/image-header/other-formats.ts';
import type { Spool } from '../lib/spool/spool.ts';
import { rejected, tooLarge } from './failures.ts';

/** 30 MiB, inclusive. */
export const maxReferenceBytes = 31_457_280;

/** A reference without the place it came from. */
export type InspectedImage = Omit<ReadyReference, 'source'>;

/** Counts bytes before they are taken, and throws when they are too many. */
export interface ByteCount {
  take(sizeBytes: number): void;
}

/**
 * Takes the bytes of one reference as they arrive, judges its header on the way and refuses as soon as
 * it can. Throws a `ReferenceProblem` with code `reference_rejected` or `reference_too_large`.
 */
export class ImageSink {
  private readonly spool: Spool;
  private readonly budget: ByteCount;
  private readonly takesGif: boolean;
  private readonly reader = createHeaderReader();
  private verdict: HeaderVerdict | undefined;

  constructor(spool: Spool, budget: ByteCount, takesGif = false) {
    this.spool = spool;
    this.budget = budget;
    this.takesGif = takesGif;
  }

  write(buffer: Uint8Array, start: number, end: number): void {
    checkSize(this.spool.sizeBytes + end - start);
    this.budget.take(end - start);
    if (this.verdict === undefined) {
      this.verdict = this.reader.feed(buffer, start, end);
      if (this.verdict && !this.isGif(this.verdict)) checkVerdict(this.verdict);
    }
    this.spool.write(buffer, start, end);
    failpoint('reference-half');
  }

  async finish(): Promise<InspectedImage> {
    this.spool.close();
    const verdict = this.verdict ?? this.reader.end();
    const { path, sizeBytes } = this.spool;
    if (this.isGif(verdict)) return { path, sizeBytes, ...checkGif(await inspectGif(path)) };
    const header = checkVerdict(verdict);
    if (!(await looksComplete(path))) throw cutOff();
    return { path, sizeBytes, ...header };
  }

  private isGif(verdict: HeaderVerdict): boolean {
    return this.takesGif && isGif(verdict);
  }
}

/** Throws `reference_too_large` for a size over the limit; also for one that was only announced. */
export function checkSize(sizeBytes: number): void {
  if (sizeBytes > maxReferenceBytes) throw overLimit();
}

export const overLimit = () =>
  tooLarge(`is larger than ${maxReferenceBytes} bytes (30 MiB). Send a smaller image.`);

/** Media type and sides of an acceptable picture; throws `reference_rejected` for any other. */
export function checkVerdict(verdict: HeaderVerdict): Pick<InspectedImage, 'mediaType' | 'width' | 'height'> {
  if (!verdict.ok) throw rejected(`is ${verdict.detail}. Send a PNG, JPEG or WebP image.`);
  const { format, width, height, animated } = verdict.header;
  if (animated) throw rejected('is animated. Send a still image.');
  return { mediaType: `image/${format}`, width, height };
}

function checkGif(verdict: GifVerdict): Pick<InspectedImage, 'mediaType' | 'width' | 'height'> {
  if (!verdict.ok) throw rejected(`is ${verdict.detail}. Send a whole still image.`);
  return { mediaType: 'image/gif', width: verdict.width, height: verdict.height };
}

const cutOff = () => rejected('is cut off before the end of its picture. Send the whole file.');
