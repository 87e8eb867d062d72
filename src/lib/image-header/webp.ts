import { type HeaderParser, measured, problem } from './verdict.ts';

/** Reads from the first chunk on; `riffBytes` is the length in the RIFF header, read before. */
export function* readWebp(riffBytes: number): HeaderParser {
  const chunk = yield { skip: 0, take: 8 };
  const type = chunk.toString('latin1', 0, 4);
  const length = chunk.readUInt32LE(4);
  if (length + 12 > riffBytes) return problem('corrupt', 'a WebP whose picture is longer than the file says');

  if (type === 'VP8 ') {
    const frame = yield { skip: 0, take: 10 };
    const keyFrame = (frame[0]! & 1) === 0;
    if (!keyFrame || frame.readUIntBE(3, 3) !== 0x9d012a)
      return problem('corrupt', 'a WebP with a damaged frame');
    return measured({
      format: 'webp',
      width: frame.readUInt16LE(6) & 0x3fff,
      height: frame.readUInt16LE(8) & 0x3fff,
      animated: false,
    });
  }
  if (type === 'VP8L') {
    const frame = yield { skip: 0, take: 5 };
    const bits = frame.readUInt32LE(1);
    if (frame[0] !== 0x2f || bits >>> 29 !== 0) return problem('corrupt', 'a WebP with a damaged frame');
    return measured({
      format: 'webp',
      width: (bits & 0x3fff) + 1,
      height: ((bits >>> 14) & 0x3fff) + 1,
      animated: false,
    });
  }
  if (type === 'VP8X') {
    const canvas = yield { skip: 0, take: 10 };
    return measured({
      format: 'webp',
      width: canvas.readUIntLE(4, 3) + 1,
      height: canvas.readUIntLE(7, 3) + 1,
      animated: (canvas[0]! & 0x02) !== 0,
    });
  }
  return problem('corrupt', 'a WebP without picture');
}
