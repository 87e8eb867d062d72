import type { PictureFormat } from './picture-format.ts';
import type { ReferenceImage } from './reference-image.ts';

/** Everything that determines a picture. */
export interface PictureOrder {
  readonly prompt: string;
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
  /** The line at the foot of the picture. */
  readonly caption: string;
  readonly references: readonly { readonly label: string; readonly image?: ReferenceImage }[];
  /** Pictures that differ in the seed only show the same words in another composition. */
  readonly seed: string;
}
