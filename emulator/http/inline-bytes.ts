import type { ReferenceImage } from '../pictures/reference-image.ts';

/** A bytes field of a request after it was read: what is left is its length and, for a picture, a thumbnail. */
export class InlineBytes {
  readonly sizeBytes: number;
  readonly isBase64: boolean;
  /** The first characters of the text, for error messages. */
  readonly excerpt: string;
  readonly picture: ReferenceImage | undefined;

  constructor(sizeBytes: number, isBase64: boolean, excerpt: string, picture?: ReferenceImage) {
    this.sizeBytes = sizeBytes;
    this.isBase64 = isBase64;
    this.excerpt = excerpt;
    this.picture = picture;
  }

  static fromText(text: string): InlineBytes {
    const decoded = Buffer.from(text, 'base64');
    const isBase64 = decodedLength(text) === decoded.length;
    return new InlineBytes(decoded.length, isBase64, text.slice(0, 100));
  }
}

/** How many bytes a correct base64 text of either alphabet gives; −1 when the length cannot be right. */
function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return lengthOfCharacters(text.length - padding);
}

/** The same from the number of characters without padding. */
export function lengthOfCharacters(characters: number): number {
  return characters % 4 === 1 ? -1 : Math.floor((characters * 3) / 4);
}

/** Gives the bytes that stand behind a placeholder string of the body scanner. */
export type BytesLookup = (text: string) => InlineBytes | undefined;
