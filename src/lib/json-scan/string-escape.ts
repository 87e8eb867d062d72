import { MalformedJson } from './scan-failure.ts';

/** Reads one escape of a JSON string byte by byte, since a chunk may end inside it. */
export class StringEscape {
  /** The escape as it stands in the document; `length` bytes of it are valid. */
  readonly bytes = Buffer.alloc(6);
  length = 0;

  /** Whether a backslash was seen and its escape is not complete. */
  isOpen = false;

  begin(): void {
    this.isOpen = true;
    this.bytes[0] = 0x5c;
    this.length = 1;
  }

  /** The UTF-16 unit meant, once it is complete; -1 before. */
  push(byte: number): number {
    this.bytes[this.length++] = byte;
    if (this.length === 2 && byte !== 0x75) {
      const unit = meanings[byte] ?? 0;
      if (unit === 0) throw new MalformedJson('unknown escape in a string');
      this.isOpen = false;
      return unit;
    }
    if (this.length > 2 && !isHexDigit(byte)) throw new MalformedJson('bad \\u escape in a string');
    if (this.length < 6) return -1;
    this.isOpen = false;
    return Number.parseInt(this.bytes.toString('latin1', 2, 6), 16);
  }
}

const isHexDigit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** By the byte after the backslash; 0 is no escape. */
const meanings = new Uint8Array(256);
for (const same of ['"', '\\', '/']) meanings[same.charCodeAt(0)] = same.charCodeAt(0);
for (const [letter, unit] of Object.entries({ b: 8, t: 9, n: 10, f: 12, r: 13 })) {
  meanings[letter.charCodeAt(0)] = unit;
}
