import { createHash } from 'node:crypto';
import { ByteCache } from './byte-cache.ts';
import { limitConcurrency } from './limit-concurrency.ts';

/** What is kept of an input picture: enough to compose it into the result and to choose the default ratio. */
export interface ReferenceImage {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  /** `undefined` when the bytes are a picture that this build of libvips cannot decode, such as HEIC. */
  readonly thumbnail: Buffer | undefined;
}

export type ReferenceReader = (bytes: Buffer) => Promise<ReferenceImage | undefined>;

const maxPixels = 120_000_000;
const thumbnailSide = 512;

/**
 * Reads input pictures down to thumbnails, a few at a time; the bytes themselves are not kept.
 * The reader answers `undefined` for bytes that are no picture.
 */
export function createReferenceReader(concurrency: number, cacheBytes = 32 * 1024 * 1024): ReferenceReader {
  const limited = limitConcurrency(concurrency);
  const cache = new ByteCache<ReferenceImage>(cacheBytes);
  return async (bytes) => {
    const hash = createHash('sha1').update(bytes).digest('hex');
    const known = cache.get(hash);
    if (known) return known;
    const reference = await limited(() => read(bytes, hash));
    if (reference) cache.set(hash, reference, 200 + (reference.thumbnail?.length ?? 0));
    return reference;
  };
}

async function read(bytes: Buffer, hash: string): Promise<ReferenceImage | undefined> {
  if (isHeif(bytes)) return { hash, width: 0, height: 0, thumbnail: undefined };
  const { default: sharp } = await import('sharp');
  try {
    const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'truncated' }).autoOrient();
    const { autoOrient, hasAlpha } = await picture.metadata();
    const small = picture.resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true });
    const thumbnail = await (hasAlpha
      ? small.png({ compressionLevel: 3 })
      : small.jpeg({ quality: 88 })
    ).toBuffer();
    return { hash, width: autoOrient.width, height: autoOrient.height, thumbnail };
  } catch {
    return undefined;
  }
}

function isHeif(bytes: Buffer): boolean {
  return (
    bytes.length > 12 &&
    bytes.toString('latin1', 4, 8) === 'ftyp' &&
    /^(hei|hev|mif|msf)/.test(bytes.toString('latin1', 8, 12))
  );
}
