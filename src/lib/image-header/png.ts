import { readOrientation } from './exif-orientation.ts';
import { type HeaderParser, maxTake, measured, problem } from './verdict.ts';

/** Bit depths that each colour type may have (PNG specification, table 11.1). */
const depthsOfColour: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Reads from the first chunk's type on; the signature and that chunk's length were read before. */
export function* readPng(firstLength: number): HeaderParser {
  const ihdr = yield { skip: 0, take: 21 };
  if (firstLength !== 13 || ihdr.toString('latin1', 0, 4) !== 'IHDR') {
    return problem('corrupt', 'a PNG without IHDR chunk');
  }
  const depths = depthsOfColour[ihdr[13]!];
  const sound = depths?.includes(ihdr[12]!) && ihdr[14] === 0 && ihdr[15] === 0 && ihdr[16]! <= 1;
  if (!sound || crc32(ihdr.subarray(0, 17)) !== ihdr.readUInt32BE(17)) {
    return problem('corrupt', 'a PNG with a damaged IHDR chunk');
  }
  const verdict = measured({
    format: 'png',
    width: ihdr.readUInt32BE(4),
    height: ihdr.readUInt32BE(8),
    animated: false,
  });
  if (!verdict.ok) return verdict;

  let animated = false;
  let orientation: number | undefined;
  let skip = 0;
  for (;;) {
    const chunk = yield { skip, take: 8 };
    const length = chunk.readUInt32BE(0);
    const type = chunk.toString('latin1', 4);
    if (length > 0x7fffffff || !/^[A-Za-z]{4}$/.test(type))
      return problem('corrupt', 'a PNG with a damaged chunk');
    if (type === 'IEND') return problem('corrupt', 'a PNG without pixels');
    if (type === 'IDAT') break;
    let taken = 0;
    if (type === 'acTL' && length === 8) {
      taken = 8;
      animated = (yield { skip: 0, take: taken }).readUInt32BE(0) > 1;
    } else if (type === 'eXIf' && length > 0) {
      taken = Math.min(length, maxTake);
      orientation = readOrientation(yield { skip: 0, take: taken });
    }
    skip = length - taken + 4;
  }
  return { ok: true, header: { ...verdict.header, animated, ...(orientation && { orientation }) } };
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
