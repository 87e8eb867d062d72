import type { ImageWriter, ProviderWork } from '../../generation/provider.ts';
import type { Capture } from '../../lib/json-scan/capture.ts';
import type { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { downloadImage } from './download-image.ts';

/** A picture of an answer: its bytes, or where they are. */
export type FoundImage = ImageWriter | string;

export interface TextWithImages {
  readonly images: readonly FoundImage[];
  /** The words beside them. */
  readonly text: string;
}

const markdownUrl = /!\[[^\]]*\]\(\s*<?(https?:\/\/[^\s)>]+)>?[^)]*\)/g;
/** What is left of Markdown around a data URI that was taken out. */
const markdownRest = /!\[[^\]]*\]\(\s*$|^\s*\)/g;

/** Relays answer with pictures inside a Markdown text: as data URIs, or as URLs (contracts §1.6). */
export function readMarkdown(
  text: string,
  json: ScannedJson,
  writerOf: (capture: Capture) => ImageWriter | undefined,
): TextWithImages {
  const images: FoundImage[] = [];
  const words: string[] = [];
  for (const piece of json.split(text)) {
    if (typeof piece !== 'string') {
      const writer = writerOf(piece);
      if (writer) images.push(writer);
      continue;
    }
    for (const [, url] of piece.matchAll(markdownUrl)) images.push(url as string);
    words.push(piece.replace(markdownUrl, '').replace(markdownRest, ''));
  }
  return { images, text: words.join('') };
}

/** The images a request keeps, fetched where they are elsewhere; the others are discarded. */
export async function takeImages(work: ProviderWork, found: readonly FoundImage[]): Promise<ImageWriter[]> {
  const kept = work.request.keep === 'last' ? found.slice(-1) : found;
  for (const image of found.slice(0, found.length - kept.length)) {
    if (typeof image !== 'string') image.discard();
  }
  const images: ImageWriter[] = [];
  for (const image of kept) {
    images.push(typeof image === 'string' ? await downloadImage(work, image) : image);
  }
  return images;
}
