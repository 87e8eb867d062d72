import { Base64Decoder } from '../base64/base64-decoder.ts';
import type { CaptureRule } from './capture.ts';
import type { CaptureDesk, OpenCapture } from './capture-desk.ts';
import { mediaTypeOf } from './data-uri-marker.ts';
import { InvalidBase64, MalformedJson } from './scan-failure.ts';
import type { Skeleton } from './skeleton.ts';
import { StringEscape } from './string-escape.ts';
import type { StringReader } from './string-reader.ts';

/** Decodes a value that is base64 as a whole; some relays put a data URI where base64 is promised. */
export class Base64String implements StringReader {
  private readonly rule: CaptureRule;
  private readonly desk: CaptureDesk;
  private readonly skeleton: Skeleton;
  private readonly decoder: Base64Decoder;
  private readonly escape = new StringEscape();
  private capture: OpenCapture | undefined;
  /** What may still become `data:…;base64,`. */
  private prefix = '';

  constructor(rule: CaptureRule, desk: CaptureDesk, skeleton: Skeleton) {
    this.rule = rule;
    this.desk = desk;
    this.skeleton = skeleton;
    this.decoder = new Base64Decoder(desk.take);
  }

  push(buffer: Buffer, start: number, end: number): number {
    // Bounds the decoder, which need not find it in a slice that fails; looked for once per chunk.
    let quote = -1;
    let at = start;
    while (at < end) {
      if (this.escape.isOpen) {
        const unit = this.escape.push(buffer[at++]!);
        if (unit >= 0) this.pushChar(unit);
        continue;
      }
      if (this.capture) {
        if (quote < at) quote = buffer.indexOf(0x22, at);
        if (quote < 0) quote = end;
        at = this.decoder.push(buffer, at, quote);
        if (at === end) break;
      }
      const byte = buffer[at]!;
      if (byte === 0x22) return at;
      if (byte < 0x20) throw new MalformedJson('control character in a string');
      if (byte === 0x5c) this.escape.begin();
      else this.pushChar(byte);
      at++;
    }
    return at;
  }

  close(): void {
    const capture = this.capture ?? this.beginWithPrefix();
    const problem = this.decoder.finish();
    if (problem) throw new InvalidBase64(`base64 with wrong ${problem}`);
    this.desk.close(capture, { chars: this.decoder.charCount, bytes: this.decoder.byteCount });
  }

  private pushChar(unit: number): void {
    if (this.capture) this.decode(unit);
    else this.pushPrefix(String.fromCharCode(unit));
  }

  private pushPrefix(char: string): void {
    this.prefix += char;
    const lower = this.prefix.toLowerCase();
    if (!lower.startsWith(scheme)) {
      if (!scheme.startsWith(lower)) this.beginWithPrefix();
    } else if (char === ',') {
      const mediaType = mediaTypeOf(lower.slice(scheme.length, -1));
      if (mediaType === undefined) throw new InvalidBase64('a data URI that is not base64');
      this.begin(mediaType);
    } else if (lower.length > 200) {
      throw new InvalidBase64('a data URI with an endless media type');
    }
  }

  private beginWithPrefix(): OpenCapture {
    const capture = this.begin(undefined);
    for (const char of this.prefix) this.decode(char.charCodeAt(0));
    return capture;
  }

  private begin(mediaType: string | undefined): OpenCapture {
    this.capture = this.desk.open(this.rule, mediaType);
    this.skeleton.appendAscii(this.capture.placeholder);
    return this.capture;
  }

  private decode(unit: number): void {
    if (unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d) return;
    if (!this.decoder.pushChar(unit)) throw new InvalidBase64('a character that is not base64');
  }
}

const scheme = 'data:';
