import { type ImageFormat, imageFormats, mediaTypeOf } from '../generation/image-format.ts';
import { ask, at, type Door, fetchBytes, parseJson } from './ask.ts';
import type { OrderReference } from './contracts/driver.ts';

export type ReferencePictures = Readonly<Record<ImageFormat, OrderReference>>;

/**
 * Input images for a run: one picture per format, made by the gateway itself. Their URLs are the archive's own, so
 * a gateway on a laptop can fetch them, too. Throws when the channel makes none.
 */
export async function makeReferencePictures(door: Door, model: string): Promise<ReferencePictures> {
  const made = await Promise.all(
    imageFormats.map(async (format): Promise<[ImageFormat, OrderReference]> => {
      const asked = await ask(door, 'POST', '/v1/generations', {
        model,
        prompt: 'A red ceramic teapot on a plain white table.',
        output_format: format,
        wait: 100,
      });
      const json = parseJson(asked.text);
      const url = at(json, 'images', 0, 'url');
      if (typeof url !== 'string') {
        const why = at(json, 'error', 'message') ?? at(json, 'detail');
        throw new Error(`no input image could be made: ${String(why ?? asked.status)}`);
      }
      const { body } = await fetchBytes(door.outbound, new URL(url), { method: 'GET', headers: {} });
      return [format, { url, mediaType: mediaTypeOf(format), base64: body.toString('base64') }];
    }),
  );
  return Object.fromEntries(made) as Record<ImageFormat, OrderReference>;
}
