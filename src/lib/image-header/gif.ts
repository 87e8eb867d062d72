import { open } from 'node:fs/promises';
import { problem, wrongSize } from './verdict.ts';

export type GifVerdict =
  | { readonly ok: true; readonly width: number; readonly height: number }
  | ReturnType<typeof problem>;

/**
 * Whether a finished file is one whole still GIF (GIF89a specification), followed block by block to its trailer;
 * nothing is unpacked. Rejects only with file system errors.
 */
export async function inspectGif(path: string): Promise<GifVerdict> {
  const file = await open(path, 'r');
  try {
    const walk = new GifWalk();
    const buffer = Buffer.allocUnsafe(65_536);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return corrupt('cut off before the end of its picture');
      const verdict = walk.feed(buffer, bytesRead);
      if (verdict) return verdict;
    }
  } finally {
    await file.close();
  }
}

const corrupt = (detail: string) => problem('corrupt', detail);

const imageStart = 0x2c;
const extensionStart = 0x21;
const trailer = 0x3b;

/** Bytes of a colour table by the packed field that announces it. */
const tableBytes = (packed: number): number => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);

class GifWalk {
  private readonly held = Buffer.alloc(13);
  private filled = 0;
  private wanted = 13;
  private skip = 0;
  private next: () => GifVerdict | undefined = this.readScreen;
  private width = 0;
  private height = 0;
  private pictures = 0;

  /** A verdict as soon as there is one. */
  feed(bytes: Buffer, size: number): GifVerdict | undefined {
    let at = 0;
    while (at < size) {
      if (this.skip > 0) {
        const passed = Math.min(this.skip, size - at);
        this.skip -= passed;
        at += passed;
        continue;
      }
      this.held[this.filled++] = bytes[at++]!;
      if (this.filled < this.wanted) continue;
      this.filled = 0;
      const verdict = this.next();
      if (verdict) return verdict;
    }
    return undefined;
  }

  private expect(wanted: number, next: () => GifVerdict | undefined, skip = 0): undefined {
    this.wanted = wanted;
    this.next = next;
    this.skip = skip;
  }

  private readScreen(): GifVerdict | undefined {
    const { held } = this;
    if (!/^GIF8[79]a$/.test(held.toString('latin1', 0, 6))) return corrupt('a GIF of no known version');
    this.width = held.readUInt16LE(6);
    this.height = held.readUInt16LE(8);
    return wrongSize(this.width, this.height) ?? this.expect(1, this.readBlock, tableBytes(held[10]!));
  }

  private readBlock(): GifVerdict | undefined {
    const start = this.held[0];
    if (start === extensionStart) return this.expect(1, this.readPiece, 1);
    if (start === trailer) {
      if (this.pictures === 0) return corrupt('a GIF without pixels');
      return { ok: true, width: this.width, height: this.height };
    }
    if (start !== imageStart) return corrupt('a GIF with a damaged block');
    this.pictures += 1;
    if (this.pictures > 1) return problem('unsupported', 'animated');
    return this.expect(9, this.readImage);
  }

  private readImage(): GifVerdict | undefined {
    const { held } = this;
    const [left, top, width, height] = [0, 2, 4, 6].map((at) => held.readUInt16LE(at)) as [
      number,
      number,
      number,
      number,
    ];
    const isInside = left + width <= this.width && top + height <= this.height;
    if (width === 0 || height === 0 || !isInside)
      return corrupt('a GIF with a picture outside of its screen');
    // The table, and the first code's size.
    return this.expect(1, this.readPiece, tableBytes(held[8]!) + 1);
  }

  /** Length of one piece of data, or zero after the last. */
  private readPiece(): undefined {
    const size = this.held[0]!;
    return size === 0 ? this.expect(1, this.readBlock) : this.expect(1, this.readPiece, size);
  }
}
