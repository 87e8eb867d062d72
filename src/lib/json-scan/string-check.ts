import { TextDecoder } from 'node:util';
import { MalformedJson } from './scan-failure.ts';
import { StringEscape } from './string-escape.ts';

/** Whether a string that is not decoded is one: escapes, control characters, UTF-8. */
export class StringCheck {
  private readonly escape = new StringEscape();
  /** Made for the first byte beyond ASCII, which most long strings never have. */
  private utf8: TextDecoder | undefined;

  /** Takes bytes up to the closing quote and returns its index, or `end`. */
  push(buffer: Buffer, start: number, end: number): number {
    let bits = 0;
    let at = start;
    for (; at < end; at++) {
      const byte = buffer[at]!;
      bits |= byte;
      if (this.escape.isOpen) this.escape.push(byte);
      else if (byte === 0x5c) this.escape.begin();
      else if (byte === 0x22) break;
      else if (byte < 0x20) throw new MalformedJson('control character in a string');
    }
    if (at === start) return at;
    if (bits > 127) this.utf8 ??= new TextDecoder('utf-8', { fatal: true });
    this.checkUtf8(buffer.subarray(start, at), true);
    return at;
  }

  close(): void {
    this.checkUtf8(undefined, false);
  }

  private checkUtf8(bytes: Buffer | undefined, stream: boolean): void {
    try {
      this.utf8?.decode(bytes, { stream });
    } catch {
      throw new MalformedJson('a string that is not UTF-8');
    }
  }
}
