import { Failure } from '../generation/failure.ts';
import { maxUploadBytes } from '../generation/upload.ts';
import type { FairPlaces } from '../lib/fair-places.ts';
import { createSpool, type Spool } from '../lib/spool/spool.ts';
import { inUploadPlace } from './upload-places.ts';

export interface UploadBytes {
  readonly places: FairPlaces;
  /** Whose bytes they are. */
  readonly keyId: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * The bytes in a temporary file, which is made when it is the key's turn. Throws `payload_too_large` as soon as they
 * are too many, and `overloaded` when no place came free in time.
 */
export const takeUpload = (
  { places, keyId, bytes }: UploadBytes,
  folder: string,
  name: string,
): Promise<Spool> => inUploadPlace(places, keyId, () => spoolBytes(bytes, folder, name));

async function spoolBytes(bytes: AsyncIterable<Uint8Array>, folder: string, name: string): Promise<Spool> {
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
  if (sizeBytes > maxUploadBytes) throw uploadTooLarge();
}

export const uploadTooLarge = () =>
  new Failure('payload_too_large', {
    message: `An uploaded image may have at most ${maxUploadBytes} bytes (20 MiB). Send a smaller image.`,
  });

export const rejected = (rest: string) =>
  new Failure('reference_rejected', { message: `The uploaded file ${rest}` });
