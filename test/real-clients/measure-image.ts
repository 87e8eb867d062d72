import assert from 'node:assert/strict';
import sharp from 'sharp';

export interface MeasuredImage {
  /** `WIDTHxHEIGHT` in pixels. */
  readonly size: string;
  readonly format: string;
}

/** Decodes every pixel of a picture, so that half of one does not pass for a picture. */
export async function measureImage(bytes: Buffer): Promise<MeasuredImage> {
  const image = sharp(bytes, { failOn: 'warning' });
  const { format } = await image.metadata();
  const { info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { size: `${info.width}x${info.height}`, format };
}

export const measureBase64 = (text: string): Promise<MeasuredImage> =>
  measureImage(Buffer.from(text, 'base64'));

/** Fetches a picture without a key, as a browser would, and checks that type and name say what the bytes are. */
export async function measureUrl(url: string): Promise<MeasuredImage> {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  const measured = await measureImage(Buffer.from(await response.arrayBuffer()));
  assert.equal(response.headers.get('content-type'), `image/${measured.format}`);
  assert.ok(new URL(url).pathname.endsWith(`.${measured.format}`), `${url} holds ${measured.format}`);
  return measured;
}
