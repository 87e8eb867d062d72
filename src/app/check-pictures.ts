import { readFile } from 'node:fs/promises';
import type { ImageFormat } from '../generation/image-format.ts';

/** From `dist/src/app/`. */
const folder = new URL('../../../docs/assets/checks/', import.meta.url);

/** The input image of the checks in a format. */
export const readCheckPicture = (format: ImageFormat): Promise<Buffer> =>
  readFile(new URL(`teapot.${format}`, folder));
