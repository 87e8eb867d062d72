import { type HeaderVerdict, problem } from './verdict.ts';

/** Names what a file is that is neither PNG, JPEG nor WebP, so that the client learns what to send instead. */
export function nameOther(first: Buffer): HeaderVerdict {
  const digits = first.toString('hex');
  const found = signatures.find(([pattern]) => pattern.test(digits));
  return found ? problem('unsupported', found[1]) : problem('not_an_image', 'no image');
}

/** Uploads take those too, when they are still. */
export const isGif = (verdict: HeaderVerdict): boolean => !verdict.ok && verdict.detail === aGif;

const aGif = 'a GIF';

/** Patterns over the hexadecimal digits of the first 12 bytes; some signatures are no text. */
const signatures: readonly (readonly [RegExp, string])[] = [
  [/^47494638/, aGif],
  [/^.{8}66747970617669[63]/, 'an AVIF'],
  [/^.{8}66747970(686569|686576|6d696631|6d736631)/, 'a HEIC'],
  [/^.{8}66747970/, 'a video'],
  [/^(49492a00|4d4d002a)/, 'a TIFF'],
  [/^424d/, 'a BMP'],
  [/^00000[12]00/, 'an icon'],
  [/^(ff0a|0000000c4a584c20)/, 'a JPEG XL'],
  [/^0000000c6a502020/, 'a JPEG 2000'],
  [/^25504446/, 'a PDF'],
  [/^(efbbbf)?(20|09|0a|0d)*3c/, 'an HTML, XML or SVG document'],
  [/^(efbbbf)?(20|09|0a|0d)*[57]b/, 'a JSON document'],
];
