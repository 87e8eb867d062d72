import { TextDecoder } from 'node:util';
import type { CaptureRule } from './capture.ts';
import type { CaptureDesk, OpenCapture } from './capture-desk.ts';
import { MalformedJson } from './scan-failure.ts';
import type { Skeleton } from './skeleton.ts';
import { StringEscape } from './string-escape.ts';
import type { StringReader } from './string-reader.ts';

/** Delivers a string undecoded, after checking that it is one: escapes, control characters, UTF-8. */
export class RawString implements StringReader {
  private readonly desk: CaptureDesk;
  private readonly capture: OpenCapture;
  private readonly escape = new StringEscape();
  /** Made for the first byte beyond ASCII, which most raw captures never have. */
  private utf8: TextDecoder | undefined;
  private sizeBytes = 0;

  constructor(rule: CaptureRule, desk: CaptureDesk, skeleton: Skeleton) {
    this.desk = desk;
    this.capture = desk.open(rule, undefined);
    skeleton.appendAscii(this.capture.placeholder);
  }

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
    this.sizeBytes += at - start;
    this.desk.take(buffer, start, at);
    return at;
  }

  close(): void {
    this.checkUtf8(undefined, false);
    this.desk.close(this.capture, { chars: this.sizeBytes, bytes: this.sizeBytes });
  }

  private checkUtf8(bytes: Buffer | undefined, stream: boolean): void {
    try {
      this.utf8?.decode(bytes, { stream });
    } catch {
      throw new MalformedJson('a string that is not UTF-8');
    }
  }
}
