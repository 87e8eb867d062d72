export interface ImageHeader {
  readonly format: 'png' | 'jpeg' | 'webp';
  /** Pixels as stored, before any EXIF orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** More than one frame. */
  readonly animated: boolean;
  /** EXIF orientation 1–8, where one stands in front of the pixels (JPEG, PNG). */
  readonly orientation?: number;
}

/**
 * `not_an_image`: no known signature; `unsupported`: an image or document we do not take;
 * `corrupt`: the right signature, but broken or cut off; `too_large`: more pixels than allowed.
 */
export type HeaderProblem = 'not_an_image' | 'unsupported' | 'corrupt' | 'too_large';

export type HeaderVerdict =
  | { readonly ok: true; readonly header: ImageHeader }
  /** `detail` completes "the file is …" and may be shown to the client. */
  | { readonly ok: false; readonly problem: HeaderProblem; readonly detail: string };

/** The largest pictures of the models shipped are 12288×1536 and 6336×2688. */
const maxSide = 16_384;
const maxPixels = 50_000_000;

/** Asks for the next `take` bytes (at most `maxTake`) after leaving out `skip`. */
export interface Step {
  readonly skip: number;
  readonly take: number;
}

/** Parses by asking for bytes; holds nothing but what it asked for. */
export type HeaderParser = Generator<Step, HeaderVerdict, Buffer>;

export const maxTake = 4_096;

export function problem(kind: HeaderProblem, detail: string): Extract<HeaderVerdict, { ok: false }> {
  return { ok: false, problem: kind, detail };
}

/** The verdict on sizes: zero is corrupt, and beyond the limits no one decodes it. */
export function measured(header: ImageHeader): HeaderVerdict {
  return wrongSize(header.width, header.height) ?? { ok: true, header };
}

export function wrongSize(width: number, height: number): ReturnType<typeof problem> | undefined {
  if (width === 0 || height === 0) return problem('corrupt', 'a picture without pixels');
  if (width <= maxSide && height <= maxSide && width * height <= maxPixels) return undefined;
  const limits = `over ${maxSide} on a side or ${maxPixels / 1e6} megapixels`;
  return problem('too_large', `${width}×${height} pixels large, ${limits}`);
}
