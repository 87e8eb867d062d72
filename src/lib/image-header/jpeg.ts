import { readOrientation } from './exif-orientation.ts';
import { type HeaderParser, type HeaderVerdict, maxTake, measured, problem } from './verdict.ts';

const exifName = 'Exif\0\0';

/** Reads from the first segment's marker on; its 0xFF belongs to the signature read before. */
export function* readJpeg(): HeaderParser {
  let orientation: number | undefined;
  let marker = (yield { skip: 0, take: 1 })[0]!;
  for (;;) {
    // Any number of 0xFF may stand in front of a marker.
    while (marker === 0xff) marker = (yield { skip: 0, take: 1 })[0]!;
    const bare = marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda);
    if (bare) return problem('corrupt', 'a JPEG without frame header');
    const length = (yield { skip: 0, take: 2 }).readUInt16BE(0) - 2;
    if (length < 0) return problem('corrupt', 'a JPEG with a damaged segment');

    if (isFrame(marker)) {
      const frame = yield { skip: 0, take: Math.min(length, maxTake) };
      return readFrame(marker, frame, orientation);
    }
    let taken = 0;
    // Depth and panorama data come as many such segments of XMP, which say nothing of the orientation.
    if (marker === 0xe1 && orientation === undefined && length > exifName.length) {
      taken = exifName.length;
      if ((yield { skip: 0, take: taken }).toString('latin1') === exifName) {
        const exifBytes = Math.min(length, maxTake) - taken;
        orientation = readOrientation(yield { skip: 0, take: exifBytes });
        taken += exifBytes;
      }
    }
    const next = yield { skip: length - taken, take: 2 };
    if (next[0] !== 0xff) return problem('corrupt', 'a JPEG with a damaged segment');
    marker = next[1]!;
  }
}

/** SOF0–SOF15 without the tables (DHT, JPG, DAC) that share their range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(marker: number, frame: Buffer, orientation: number | undefined): HeaderVerdict {
  const components = frame.length < 6 ? 0 : frame[5]!;
  if (![1, 3, 4].includes(components) || frame.length !== 6 + 3 * components) {
    return problem('corrupt', 'a JPEG with a damaged frame header');
  }
  // Few decoders read them, and no camera or model writes them.
  if (marker > 0xc2) return problem('unsupported', 'a lossless, hierarchical or arithmetic JPEG');
  if (frame[0] !== 8) return problem('unsupported', `a JPEG of ${frame[0]} bits a sample`);
  return measured({
    format: 'jpeg',
    width: frame.readUInt16BE(3),
    height: frame.readUInt16BE(1),
    animated: false,
    ...(orientation && { orientation }),
  });
}
