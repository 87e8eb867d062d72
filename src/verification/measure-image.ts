import { createHeaderReader } from '../lib/image-header/header-reader.ts';
import type { Outbound } from '../lib/outbound.ts';
import { fetchBytes } from './ask.ts';

/** A picture as its bytes say it is. */
export interface MeasuredImage {
  /** `image/png` and the like; undefined when the bytes are no picture that we know. */
  readonly mediaType: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly url?: string;
}

/** Where an answer said its image is. */
export type ImageSource = { readonly url: string } | { readonly base64: string };

/** Fetches and measures. A URL that does not answer 200 is a picture of no type. */
export async function measureImage(outbound: Outbound, source: ImageSource): Promise<MeasuredImage> {
  if ('base64' in source) return measureBytes(Buffer.from(source.base64, 'base64'));
  const { status, body } = await fetchBytes(outbound, new URL(source.url), { method: 'GET', headers: {} });
  return { ...measureBytes(status === 200 ? body : Buffer.alloc(0)), url: source.url };
}

function measureBytes(bytes: Buffer): MeasuredImage {
  const reader = createHeaderReader();
  const verdict = reader.feed(bytes) ?? reader.end();
  const sizeBytes = bytes.length;
  if (!verdict.ok) return { mediaType: undefined, width: 0, height: 0, sizeBytes };
  const { format, width, height } = verdict.header;
  return { mediaType: `image/${format}`, width, height, sizeBytes };
}
