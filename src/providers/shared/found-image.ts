import { Failure, toFailure } from '../../generation/failure.ts';
import { noPicture } from '../../generation/no-picture.ts';
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

/** Pictures that are at addresses in fields of their own. */
export const imagesAt = (urls: readonly string[]): FoundImages => ({
  fields: urls.map((url) => ({ url })),
  inText: [],
  links: [],
});

/** Of an address, nobody knows yet. */
export const mayBePicture = (image: FoundImage): boolean => !isArrived(image) || image.isPicture();

/** Pictures an answer's usage counts. Those of a text count as one: whoever dictates ten links to it would pay a tenth. */
export const pictureCount = ({ fields }: FoundImages): number =>
  Math.max(1, fields.filter(mayBePicture).length);

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
  /** What was named and could not be had, and what stood for a picture and is none. */
  readonly omitted: readonly Omission[];
}

/** The images a request keeps, fetched where they are elsewhere; the others are discarded. */
export async function takeImages(work: ProviderWork, found: FoundImages): Promise<TakenImages> {
  let failure: Failure | undefined;
  const omitted = new Set<Omission>();
  for (const kind of [found.fields, found.inText, found.links]) {
    const taken = await takeKind(work, kind);
    failure ??= taken.failure;
    for (const omission of taken.omitted) omitted.add(omission);
    if (taken.images.length === 0) continue;
    for (const image of [...found.fields, ...found.inText]) {
      if (isArrived(image) && !taken.images.includes(image)) image.discard();
    }
    return { images: taken.images, omitted: work.request.keep === 'all' ? [...omitted] : [] };
  }
  throw failure;
}

const lost: Omission = {
  parameter: 'image',
  reason: 'a picture that the upstream only named could not be fetched',
};

/** After so many that could not be fetched the others are not tried. */
const maxLost = 3;

interface TakenKind extends TakenImages {
  readonly images: ImageWriter[];
  readonly omitted: Omission[];
  failure?: Failure;
}

/**
 * What cannot be fetched, and what is no picture, takes no other with it; where one is kept, it is the last that can be
 * had and is one.
 */
async function takeKind(work: ProviderWork, kind: readonly FoundImage[]): Promise<TakenKind> {
  const taken: TakenKind = { images: [], omitted: [] };
  const isLast = work.request.keep === 'last';
  let lostCount = 0;
  for (const image of isLast ? kind.toReversed() : kind) {
    if (isLast && taken.images.length > 0) break;
    if (!isArrived(image) && lostCount === maxLost) continue;
    try {
      const writer = isArrived(image) ? image : await downloadImage(work, image);
      if (writer.isPicture()) {
        taken.images.push(writer);
        continue;
      }
      writer.discard();
      taken.omitted.push(noPicture);
      taken.failure ??= new Failure('upstream_truncated', { internal: 'what stands for the image is none' });
    } catch (error) {
      taken.omitted.push(lost);
      taken.failure ??= toFailure(error);
    }
    if (!isArrived(image)) lostCount += 1;
  }
  return taken;
}
