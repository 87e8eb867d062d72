import type { Stage } from './scenes/scene.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything stands, for one canvas. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** The measure of letters: the short side, and more than that in strips. */
  readonly short: number;
  /** Where the veil behind the words ends, as a share of the width or height, see compose-svg. */
  readonly veil: readonly [full: number, half: number, none: number];
  /** Whether the words stand left of the motif or below it. */
  readonly side: 'left' | 'below';
  readonly text: Box;
  readonly references: Box;
  readonly stage: Stage;
}

/** Chooses the arrangement for a canvas of any proportion between 1:8 and 8:1, and for odd ones beyond. */
export function layOut(width: number, height: number): Layout {
  const long = Math.max(width, height) / Math.min(width, height);
  const short = Math.min(width, height) * (long > 5 ? 1.8 : long > 2.6 ? 1.4 : 1);
  const margin = short * 0.065;
  const frame = { width, height, margin, short };
  return width / height >= 1.2 ? besideMotif(frame, long > 2.6) : belowMotif(frame, long > 2.6);
}

type Frame = Pick<Layout, 'width' | 'height' | 'margin' | 'short'>;

/** Words on the left, motif and references on the right. */
function besideMotif(frame: Frame, isStrip: boolean): Layout {
  const { width, height, margin, short } = frame;
  const share = isStrip ? 0.46 : 0.5;
  const top = margin + short * (isStrip ? 0.055 : 0.09);
  const bottom = margin + short * (isStrip ? 0.045 : 0.075);
  return {
    ...frame,
    side: 'left',
    veil: [0.4, 0.52, 0.74],
    text: { x: margin, y: top, width: width * share - margin, height: height - top - bottom },
    references: {
      x: width * (share + 0.05),
      y: margin * 0.6,
      width: width * (0.95 - share) - margin,
      height: height - margin * 1.2,
    },
    stage: {
      width,
      height,
      focus: { x: width * 0.74, y: height * 0.46 },
      radius: height * (isStrip ? 0.5 : 0.42),
    },
  };
}

/** Words at the foot, motif and references above. */
function belowMotif(frame: Frame, isStrip: boolean): Layout {
  const { width, height, margin, short } = frame;
  const share = isStrip ? 0.62 : 0.5;
  const top = margin * 2 + short * 0.05;
  const split = height * share;
  return {
    ...frame,
    side: 'below',
    veil: isStrip ? [0.28, 0.38, 0.52] : [0.38, 0.5, 0.68],
    text: { x: margin, y: split, width: width - margin * 2, height: height - split - margin - short * 0.075 },
    references: { x: margin, y: top, width: width - margin * 2, height: split - top - margin * 0.5 },
    stage: {
      width,
      height,
      focus: { x: width * 0.55, y: height * 0.28 },
      radius: isStrip ? width * 0.8 : Math.min(width * 0.42, height * 0.26),
    },
  };
}
