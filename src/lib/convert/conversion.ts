/** One picture to be written anew. `source` and `target` are absolute paths; `target` is written over. */
export interface Conversion {
  readonly source: string;
  readonly target: string;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** The source is a GIF, which is read for nobody else. Its first picture is taken. */
  readonly isGif?: boolean;
  /** 0–100, for JPEG and WebP; `defaultQuality` where absent. */
  readonly quality?: number;
  /** Scaled down until neither side is longer, in pixels. */
  readonly side?: number;
}

/** The picture as written; EXIF orientation is applied, so sides may have changed places. */
export interface Converted {
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
}

/**
 * Quality where the client names none. Image models deliver JPEG of about this quality; a second
 * generation at 95 with full colour resolution cannot be told from the first, and 100 costs twice the bytes.
 */
export const defaultQuality = 95;

/** From here on JPEG keeps full colour resolution: halving it shows in set type and thin red lines. */
export const fullColourQuality = 90;

/** More pixels than any model delivers; refused before decoding. */
export const maxInputPixels = 50_000_000;

export type ChildAnswer =
  | { readonly converted: Converted }
  | { readonly code: 'unreadable' | 'failed'; readonly message: string };

/**
 * `busy`: the queue is full, nothing was done; `unreadable`: the input is broken, cut off, too large or of
 * another kind; `failed`: the output could not be written, or the child ran out of memory or died;
 * `timeout`: it took longer than a picture may; `closed`: the converter was closed. `target` is gone then.
 */
export class ConversionFailure extends Error {
  override readonly name = 'ConversionFailure';
  readonly code: 'busy' | 'unreadable' | 'failed' | 'timeout' | 'closed';

  constructor(code: ConversionFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}
