import { Failure } from '../generation/failure.ts';
import type { MediaType } from '../generation/image-format.ts';
import { maxUploadBytes, type UploadedFile } from '../generation/upload.ts';
import { inspectImage } from '../lib/image-header/inspect-image.ts';
import { createSpool, type Spool } from '../lib/spool/spool.ts';

export interface InspectedUpload {
  readonly mediaType: MediaType;
  readonly width: number;
  readonly height: number;
}

/** The bytes in a temporary file. Throws `payload_too_large` as soon as they are too many. */
export async function takeUpload(
  bytes: AsyncIterable<Uint8Array>,
  folder: string,
  name: string,
): Promise<Spool> {
  const spool = createSpool(folder, name);
  try {
    for await (const chunk of bytes) {
      checkUploadSize(spool.sizeBytes + chunk.length);
      spool.write(chunk, 0, chunk.length);
    }
    spool.close();
    return spool;
  } catch (error) {
    spool.discard();
    throw error;
  }
}

export function checkUploadSize(sizeBytes: number): void {
  if (sizeBytes <= maxUploadBytes) return;
  throw new Failure('payload_too_large', {
    message: `An uploaded image may have at most ${maxUploadBytes} bytes (20 MiB). Send a smaller image.`,
  });
}

/** What the bytes say it is; names and declared types are ignored. Throws `reference_rejected`. */
export async function inspectUpload(file: UploadedFile): Promise<InspectedUpload> {
  checkUploadSize(file.sizeBytes);
  const verdict = await inspectImage(file.path);
  if (!verdict.ok) throw rejected(`is ${verdict.detail}. Send a PNG, JPEG or WebP image.`);
  const { format, width, height, animated } = verdict.header;
  if (animated) throw rejected('is animated. Send a still image.');
  return { mediaType: `image/${format}`, width, height };
}

export const rejected = (rest: string) =>
  new Failure('reference_rejected', { message: `The uploaded file ${rest}` });
