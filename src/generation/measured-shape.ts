import { type AspectRatio, aspectRatios, nearestRatio } from './aspect-ratio.ts';
import { Failure } from './failure.ts';
import type { GenerationRequest } from './request.ts';
import { type Resolution, tierOfPixels } from './resolution.ts';

/** Pixels. */
interface Picture {
  readonly width: number;
  readonly height: number;
}

export const hasTier = ({ width, height }: Picture, resolution: Resolution): boolean =>
  tierOfPixels(width, height) === resolution;

/** No upstream cuts to the pixel: of all ratios it is nearest to this one. */
export const hasRatio = ({ width, height }: Picture, ratio: AspectRatio): boolean =>
  nearestRatio(width, height, aspectRatios) === ratio;

/** What the header of a picture says, where it has one. */
type Measured = { readonly ok: false } | { readonly ok: true; readonly header: Picture };

/** The tier of a picture by its header; none without one. */
export const measuredTier = (measured: Measured): Resolution[] =>
  measured.ok ? [tierOfPixels(measured.header.width, measured.header.height)] : [];

/**
 * A picture of the size and the ratio that were asked for, as its header says; what has no header is refused elsewhere.
 * @throws Failure `not_as_asked`
 */
export function requireAsked(
  { resolution, aspectRatio }: Pick<GenerationRequest, 'resolution' | 'aspectRatio'>,
  measured: Measured,
): void {
  if (!measured.ok) return;
  const { header } = measured;
  const missed = [
    ...(resolution && !hasTier(header, resolution) ? [resolution] : []),
    ...(aspectRatio && !hasRatio(header, aspectRatio) ? [aspectRatio] : []),
  ];
  if (missed.length === 0) return;
  const internal = `asked for ${missed.join(' and ')}, measured ${header.width}×${header.height}`;
  throw new Failure('not_as_asked', { internal });
}
