import { type ImageFormat, imageFormats, mediaTypeOf } from '../generation/image-format.ts';
import { looseJson } from '../lib/loose-json.ts';
import { at, type Door, fetchBytes } from './ask.ts';
import type { OrderReference } from './contracts/driver.ts';

export type ReferencePictures = Readonly<Record<ImageFormat, OrderReference>>;

type ReadPicture = (format: ImageFormat) => Promise<Buffer>;

/**
 * Input images for a run: one picture in each format, left with the gateway as an upload when the first request needs
 * one, and then used by all. They cost nothing, and their URLs are the gateway's own, so one on a laptop can fetch
 * them, too. Rejects when it takes none, and the next request tries again.
 */
export function rememberPictures(door: Door, read: ReadPicture): () => Promise<ReferencePictures> {
  let pictures: Promise<ReferencePictures> | undefined;
  return () => {
    pictures ??= uploadPictures(door, read).catch((error: unknown) => {
      pictures = undefined;
      throw error;
    });
    return pictures;
  };
}

async function uploadPictures(door: Door, read: ReadPicture): Promise<ReferencePictures> {
  const kept = await Promise.all(
    imageFormats.map(async (format): Promise<[ImageFormat, OrderReference]> => {
      const body = await read(format);
      const mediaType = mediaTypeOf(format);
      const asked = await fetchBytes(door.outbound, new URL('/v1/files/uploads', door.origin), {
        method: 'POST',
        headers: { ...door.headers, 'content-type': mediaType },
        body,
      });
      const text = asked.body.toString('utf8');
      const url = at(looseJson(text), 'url');
      if (typeof url !== 'string') {
        throw new Error(`an input image could not be uploaded: ${asked.status} ${text.slice(0, 200)}`);
      }
      return [format, { url, mediaType, base64: body.toString('base64') }];
    }),
  );
  return Object.fromEntries(kept) as Record<ImageFormat, OrderReference>;
}
