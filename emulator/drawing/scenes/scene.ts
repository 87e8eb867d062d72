import type { Palette } from '../palettes.ts';
import type { Random } from '../random.ts';

/** Where a scene is drawn: the whole picture, with its motif around the focus, away from the words. */
export interface Stage {
  readonly width: number;
  readonly height: number;
  readonly focus: { readonly x: number; readonly y: number };
  /** The room around the focus. */
  readonly radius: number;
}

/** Draws one kind of abstract picture as SVG elements. */
export type Scene = (stage: Stage, palette: Palette, random: Random) => string;

/** One decimal is enough at the sizes that are drawn. */
export const px = (length: number): string => length.toFixed(1);

export function circle(x: number, y: number, radius: number, paint: string): string {
  return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(Math.max(0, radius))}" ${paint}/>`;
}
