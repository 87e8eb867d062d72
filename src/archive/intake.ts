import { Failure } from '../generation/failure.ts';
import type { ImageIntake, ImageWriter } from '../generation/provider.ts';
import { createHeaderReader, type HeaderVerdict } from '../lib/image-header/header-reader.ts';
import { createSpool, type Spool } from '../lib/spool/spool.ts';
import { createTailBytes, type TailBytes, tailLength } from './tail-bytes.ts';

/** Largest image taken from an upstream: several times the largest seen (30 MB at 4K). */
const imageLimitBytes = 128 * 1024 * 1024;

/** Of one answer, drafts among them: no contract hands out more than ten. Whoever sends more is not read on. */
export const mostImagesOfAnswer = 32;

/** An image that arrived whole, or not: `verdict` says what its first bytes are. */
export interface ArrivedImage {
  readonly path: string;
  readonly sizeBytes: number;
  readonly verdict: HeaderVerdict;
  /** Its last bytes. */
  readonly tail: Buffer;
}

export interface TrackedIntake extends ImageIntake {
  /** The image behind a closed writer. */
  arrived(writer: ImageWriter): ArrivedImage;
  /** Removes every file that was not taken over. */
  discardAll(): void;
}

/**
 * Temporary files for the images of one try, inspected on the way. `name` is unique to the try. `open` throws
 * `upstream_truncated` beyond `mostImagesOfAnswer`.
 */
export function createIntake(folder: string, name: string): TrackedIntake {
  const files = new Map<ImageWriter, { spool: Spool; verdict: () => HeaderVerdict; tail: TailBytes }>();
  return {
    open() {
      if (files.size >= mostImagesOfAnswer) throw tooMany();
      const spool = createSpool(folder, `${name}-${files.size + 1}`, { limitBytes: imageLimitBytes });
      const header = createHeaderReader();
      const tail = createTailBytes(tailLength);
      const writer: ImageWriter = {
        write(buffer, start, end) {
          header.feed(buffer, start, end);
          tail.take(buffer, start, end);
          spool.write(buffer, start, end);
        },
        close: () => spool.close(),
        isPicture: () => header.end().ok,
        discard: () => spool.discard(),
      };
      files.set(writer, { spool, verdict: () => header.end(), tail });
      return writer;
    },
    arrived(writer) {
      const file = files.get(writer);
      if (!file) throw new Error('this writer belongs to another intake');
      const { spool, tail } = file;
      return { path: spool.path, sizeBytes: spool.sizeBytes, verdict: file.verdict(), tail: tail.bytes };
    },
    discardAll() {
      for (const { spool } of files.values()) spool.discard();
    },
  };
}

const tooMany = () =>
  new Failure('upstream_truncated', {
    internal: `the answer has more than ${mostImagesOfAnswer} images`,
    outcomeUnknown: true,
  });
