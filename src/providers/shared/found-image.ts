import type { Omission } from '../../generation/outcome.ts';
import type { ImageWriter, ProviderWork } from '../../generation/provider.ts';
import type { Capture } from '../../lib/json-scan/capture.ts';
import type { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { downloadImage, type ImageAddress } from './download-image.ts';
import { afterDataUri, beforeDataUri, readImageLinks } from './image-links.ts';

/** A picture of an answer: its bytes, or where they are. */
export type FoundImage = ImageWriter | ImageAddress;

/**
 * The pictures of an answer by where they stood, surest first. Only those of the first kind that can be had count:
 * what else a model writes about pictures, or a relay says twice, takes nothing from the picture that arrived.
 */
export interface FoundImages {
  /** In fields made for pictures, in order. */
  readonly fields: FoundImage[];
  /** Data URIs in the text. */
  readonly inText: ImageWriter[];
  /** Markdown in the text, or a text that is nothing but an address. */
  readonly links: ImageAddress[];
}

export const isArrived = (image: FoundImage): image is ImageWriter => !('url' in image);

export const noneFound = (): FoundImages => ({ fields: [], inText: [], links: [] });

export const hasNone = ({ fields, inText, links }: FoundImages): boolean =>
  fields.length + inText.length + links.length === 0;

/** Pictures an answer's usage counts. Those of a text count as one: whoever dictates ten links to it would pay a tenth. */
export const pictureCount = ({ fields }: FoundImages): number => Math.max(1, fields.length);

type WriterOf = (capture: Capture) => ImageWriter | undefined;

/** Adds the pictures of a text to those found (contracts §1.6); the words beside them. */
export function readMarkdown(
  text: string,
  json: ScannedJson,
  writerOf: WriterOf,
  found: FoundImages,
): string {
  const words: string[] = [];
  const pieces = json.split(text);
  let isInLink = false;
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece !== 'string') {
      const writer = writerOf(piece);
      if (writer) found.inText.push(writer);
      continue;
    }
    const rest: string = isInLink ? afterDataUri(piece) : piece;
    const before = index + 1 < pieces.length ? beforeDataUri(rest) : { words: rest, isLink: false };
    isInLink = before.isLink;
    const links = readImageLinks(before.words);
    found.links.push(...links.urls.map((url) => ({ url, isProse: true })));
    words.push(links.words);
  }
  return words.join('');
}

export interface TakenImages {
  readonly images: readonly ImageWriter[];
  /** Pictures that were named and could not be had. */
  readonly omitted: readonly Omission[];
}

/** The images a request keeps, fetched where they are elsewhere; the others are discarded. */
export async function takeImages(work: ProviderWork, found: FoundImages): Promise<TakenImages> {
  let failure: unknown;
  for (const kind of [found.fields, found.inText, found.links]) {
    const taken = await takeKind(work, kind);
    failure ??= taken.failure;
    if (taken.images.length === 0) continue;
    for (const image of [...found.fields, ...found.inText]) {
      if (isArrived(image) && !taken.images.includes(image)) image.discard();
    }
    return { images: taken.images, omitted: failure && work.request.keep === 'all' ? [lost] : [] };
  }
  throw failure;
}

const lost: Omission = {
  parameter: 'image',
  reason: 'a picture that the upstream only named could not be fetched',
};

/** After so many that could not be fetched the others are not tried. */
const maxLost = 3;

/** A picture that cannot be fetched takes no other with it; where one is kept, it is the last that can be had. */
async function takeKind(
  work: ProviderWork,
  kind: readonly FoundImage[],
): Promise<{ images: ImageWriter[]; failure?: unknown }> {
  const images: ImageWriter[] = [];
  const isLast = work.request.keep === 'last';
  let failure: unknown;
  let lostCount = 0;
  for (const image of isLast ? kind.toReversed() : kind) {
    if (isLast && images.length > 0) break;
    if (!isArrived(image) && lostCount === maxLost) continue;
    try {
      images.push(isArrived(image) ? image : await downloadImage(work, image));
    } catch (error) {
      failure ??= error;
      lostCount += 1;
    }
  }
  return { images, failure };
}
