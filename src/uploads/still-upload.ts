import { Failure } from '../generation/failure.ts';
import type { MediaType } from '../generation/image-format.ts';
import type { UploadedFile, UploadType } from '../generation/upload.ts';
import { ConversionFailure, type Converter } from '../lib/convert/converter.ts';
import { withConverted } from '../lib/convert/with-converted.ts';
import { inspectGif } from '../lib/image-header/gif.ts';
import { inspectImage } from '../lib/image-header/inspect-image.ts';
import { isGif } from '../lib/image-header/other-formats.ts';
import { checkUploadSize, rejected } from './take-upload.ts';

/** What is kept of an uploaded file: the file itself, or the PNG made of a GIF. */
export interface StillUpload extends UploadedFile {
  readonly mediaType: MediaType;
  readonly width: number;
  readonly height: number;
  /** What its bytes said it is; names and declared types are ignored. */
  readonly sentAs: UploadType;
}

/**
 * Does `keep` with what is to be kept of a finished file. Throws `reference_rejected` for anything that is no whole
 * still picture, and `overloaded` when too many GIFs wait for their turn.
 */
export async function withStill<Kept>(
  file: UploadedFile,
  converter: Converter,
  keep: (still: StillUpload) => Promise<Kept>,
): Promise<Kept> {
  checkUploadSize(file.sizeBytes);
  const verdict = await inspectImage(file.path);
  if (isGif(verdict)) return withPng(file, converter, keep);
  if (!verdict.ok) throw rejected(`is ${verdict.detail}. ${sendInstead}`);
  const { format, width, height, animated } = verdict.header;
  if (animated) throw animatedFile();
  const { path, sizeBytes } = file;
  return keep({ path, sizeBytes, mediaType: `image/${format}`, width, height, sentAs: `image/${format}` });
}

/** No upstream takes a GIF, so its PNG is made once, now, and whoever sent it learns at once when it cannot be. */
async function withPng<Kept>(
  file: UploadedFile,
  converter: Converter,
  keep: (still: StillUpload) => Promise<Kept>,
): Promise<Kept> {
  const verdict = await inspectGif(file.path);
  if (!verdict.ok) throw verdict.detail === 'animated' ? animatedFile() : rejected(`is ${verdict.detail}.`);
  const path = `${file.path}.still.spool`;
  const job = { source: file.path, target: path, format: 'png', isGif: true } as const;
  return withConverted(converter, job, async ({ width, height, sizeBytes }) => {
    if (sizeBytes > mostStillBytes) {
      throw rejected(`has ${sizeBytes} bytes as a PNG, more than the 30 MiB a reference may have.`);
    }
    return keep({ path, sizeBytes, mediaType: 'image/png', width, height, sentAs: 'image/gif' });
  }).catch((error: unknown) => {
    throw error instanceof ConversionFailure ? asFailure(error) : error;
  });
}

/** A reference may have no more. */
const mostStillBytes = 30 * 1_048_576;
const sendInstead = 'Send a PNG, JPEG, WebP or still GIF image.';
const animatedFile = () => rejected('is animated. Send a still image.');

function asFailure(error: ConversionFailure): Failure {
  const internal = `conversion: ${error.message}`;
  switch (error.code) {
    case 'unreadable':
      return rejected('is a GIF whose picture cannot be read. Send the whole file.');
    case 'timeout':
      return rejected('is a GIF that takes too long to read. Send it as a PNG.');
    case 'busy':
      return new Failure('overloaded', { internal, retryAfterMs: 5_000, cause: error });
    default:
      return new Failure('internal', { internal, cause: error });
  }
}
