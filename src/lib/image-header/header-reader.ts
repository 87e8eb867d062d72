import { readJpeg } from './jpeg.ts';
import { nameOther } from './other-formats.ts';
import { readPng } from './png.ts';
import { type HeaderParser, type HeaderVerdict, maxTake, problem, type Step } from './verdict.ts';
import { readWebp } from './webp.ts';

export type { HeaderVerdict } from './verdict.ts';

export interface HeaderReader {
  /** Takes the next bytes of the file; answers as soon as the header is known, and the same from then on. */
  feed(buffer: Uint8Array, start?: number, end?: number): HeaderVerdict | undefined;
  /** The file ended: the verdict on what was seen. */
  end(): HeaderVerdict;
}

/**
 * Finds format and size of a PNG, JPEG or WebP from its first bytes as they arrive. Decodes
 * nothing and throws nothing. Segments in front of the size (colour profiles, EXIF) are passed
 * over by their length; at most 64 KiB are looked at and 8 MiB passed over.
 */
export function createHeaderReader(): HeaderReader {
  const parser = readAny();
  let window = Buffer.allocUnsafe(64);
  // The first bytes once more, to name what a file of a few bytes was going to be.
  const head = Buffer.alloc(signatureBytes);
  let verdict: HeaderVerdict | undefined;
  let step: Step = parser.next().value as Step;
  let skipLeft = step.skip;
  let filled = 0;
  let examined = 0;
  let steps = 0;
  let offset = 0;

  const resume = (): void => {
    const next = parser.next(window.subarray(0, step.take));
    if (next.done) {
      verdict = next.value;
      return;
    }
    step = next.value;
    if (step.take > window.length) window = Buffer.allocUnsafe(maxTake);
    skipLeft = step.skip;
    filled = 0;
    examined += step.take;
    steps += 1;
    if (steps > maxSteps || examined > maxExamined || offset + step.skip > maxOffset) {
      verdict = problem('corrupt', 'an image with too much in front of its pixels');
    }
  };

  return {
    feed(buffer, start = 0, end = buffer.length) {
      let at = start;
      if (offset < head.length)
        head.set(buffer.subarray(start, Math.min(end, start + head.length - offset)), offset);
      while (verdict === undefined) {
        const skipped = Math.min(skipLeft, end - at);
        const taken = Math.min(step.take - filled, end - at - skipped);
        window.set(buffer.subarray(at + skipped, at + skipped + taken), filled);
        skipLeft -= skipped;
        filled += taken;
        at += skipped + taken;
        offset += skipped + taken;
        if (skipLeft > 0 || filled < step.take) break;
        resume();
      }
      return verdict;
    },
    end() {
      verdict ??= cutOff(head.subarray(0, Math.min(offset, head.length)));
      return verdict;
    },
  };
}

/** The same for bytes that are all there. */
export function readHeader(bytes: Uint8Array): HeaderVerdict {
  const reader = createHeaderReader();
  return reader.feed(bytes) ?? reader.end();
}

const maxExamined = 65_536;
/** Keeps a file of a million empty segments within the same few milliseconds. */
const maxSteps = 4_096;
const maxOffset = 8 * 1_048_576;
const signatureBytes = 12;
const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const jpegSignature = Buffer.from('ffd8ff', 'hex');

function* readAny(): HeaderParser {
  const start = Buffer.from(yield { skip: 0, take: jpegSignature.length });
  if (start.equals(jpegSignature)) return yield* readJpeg();
  const first = Buffer.concat([start, yield { skip: 0, take: signatureBytes - start.length }]);
  if (first.subarray(0, 8).equals(pngSignature)) return yield* readPng(first.readUInt32BE(8));
  if (first.toString('latin1', 0, 4) === 'RIFF' && first.toString('latin1', 8) === 'WEBP') {
    return yield* readWebp(first.readUInt32LE(4));
  }
  return nameOther(first);
}

function cutOff(head: Buffer): HeaderVerdict {
  if (head.length === 0) return problem('not_an_image', 'empty');
  const known = [pngSignature, jpegSignature, Buffer.from('RIFF')];
  const begun = known.some((signature) => {
    const length = Math.min(signature.length, head.length);
    return signature.subarray(0, length).equals(head.subarray(0, length));
  });
  return begun ? problem('corrupt', 'cut off inside its header') : nameOther(head);
}
