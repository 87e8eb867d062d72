import { fillerBlock, padding } from './pad-picture.ts';
import type { PictureFormat } from './picture-format.ts';

/**
 * An encoded picture as it is sent: the file, and for `#emulate(bytes)` a number of equal filler blocks inside it.
 * The blocks exist once per process, so a padded picture costs no memory.
 */
export class Picture {
  readonly format: PictureFormat;
  readonly sizeBytes: number;
  readonly #head: Buffer;
  readonly #tail: Buffer;
  readonly #fillers: number;

  constructor(format: PictureFormat, file: Buffer, minBytes = 0) {
    this.format = format;
    const { head, tail, fillers } = padding(format, file, minBytes);
    this.#head = head;
    this.#tail = tail;
    this.#fillers = fillers;
    this.sizeBytes = head.length + tail.length + fillers * fillerBlock(format).bytes.length;
  }

  get mimeType(): string {
    return `image/${this.format}`;
  }

  get base64Length(): number {
    return Math.ceil(this.sizeBytes / 3) * 4;
  }

  /** The file as binary. */
  *bytes(): Generator<Buffer> {
    yield this.#head;
    for (let filler = 0; filler < this.#fillers; filler++) yield fillerBlock(this.format).bytes;
    yield this.#tail;
  }

  /** The file as base64 characters, in pieces of at most 64 KB. */
  *base64(): Generator<Buffer> {
    yield* encode(this.#head);
    for (let filler = 0; filler < this.#fillers; filler++) yield fillerBlock(this.format).base64;
    yield* encode(this.#tail);
  }
}

/** A multiple of 3, so that the pieces can be joined. */
const sliceBytes = 48 * 1024;

/** Every part but the last has a length divisible by 3, see pad-picture. */
function* encode(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += sliceBytes) {
    yield Buffer.from(bytes.toString('base64', at, Math.min(at + sliceBytes, bytes.length)), 'latin1');
  }
}
