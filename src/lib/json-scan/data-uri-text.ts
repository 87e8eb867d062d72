import { isBase64Byte } from '../base64/alphabet.ts';
import { Base64Decoder } from '../base64/base64-decoder.ts';
import type { CaptureRule } from './capture.ts';
import type { CaptureDesk, OpenCapture } from './capture-desk.ts';
import { DataUriMarker } from './data-uri-marker.ts';
import type { Skeleton } from './skeleton.ts';
import { StringEscape } from './string-escape.ts';
import type { StringReader } from './string-reader.ts';

/** Shorter base64 runs stay in the text. */
const shortestRun = 64;

interface Run {
  readonly capture: OpenCapture;
  readonly decoder: Base64Decoder;
}

/** Keeps a text and diverts the base64 runs of the data URIs in it. */
export class DataUriText implements StringReader {
  private readonly rule: CaptureRule;
  private readonly desk: CaptureDesk;
  private readonly skeleton: Skeleton;
  private readonly marker = new DataUriMarker();
  private readonly escape = new StringEscape();
  private readonly held = Buffer.alloc(shortestRun);
  private heldChars = 0;
  /** Set from the marker on, while the run is still too short to count. */
  private mediaType: string | undefined;
  private run: Run | undefined;

  constructor(rule: CaptureRule, desk: CaptureDesk, skeleton: Skeleton) {
    this.rule = rule;
    this.desk = desk;
    this.skeleton = skeleton;
  }

  push(buffer: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.escape.isOpen) {
        const unit = this.escape.push(buffer[at++]!);
        if (unit >= 0) this.pushEscaped(unit);
        continue;
      }
      if (this.run) at = this.run.decoder.push(buffer, at, end);
      else if (this.mediaType === undefined) at = this.pushText(buffer, at, end);
      if (at === end) break;
      const byte = buffer[at]!;
      if (byte === 0x22) return at;
      if (byte === 0x5c) {
        this.escape.begin();
        at++;
      } else if (this.mediaType !== undefined) {
        // A byte that ends the run is text and comes round again, as do control characters, which no JSON string holds.
        if (byte >= 0x20 && this.pushRun(byte)) at++;
        else this.endRun();
      }
    }
    return at;
  }

  close(): void {
    if (this.mediaType !== undefined) this.endRun();
  }

  /** Keeps text up to a quote, a backslash or the end of a marker. */
  private pushText(buffer: Buffer, start: number, end: number): number {
    const { marker } = this;
    let at = start;
    for (; at < end; at++) {
      const byte = buffer[at]!;
      if (byte === 0x22 || byte === 0x5c) break;
      if (marker.isIdle && (byte | 0x20) !== 0x64) continue;
      this.mediaType = marker.push(byte);
      if (this.mediaType === undefined) continue;
      at++;
      break;
    }
    this.skeleton.append(buffer, start, at);
    return at;
  }

  private pushEscaped(unit: number): void {
    if (this.mediaType !== undefined) {
      if (this.pushRun(unit)) return;
      this.endRun();
    }
    this.skeleton.append(this.escape.bytes, 0, this.escape.length);
    this.mediaType = this.marker.push(unit);
  }

  /** Adds a character to the run; false when it does not belong to it. */
  private pushRun(unit: number): boolean {
    if (this.rule.isUrl && isBlank(unit)) return true;
    if (this.run) return this.run.decoder.pushChar(unit);
    if (unit > 127 || !isBase64Byte(unit)) return false;
    this.held[this.heldChars++] = unit;
    if (this.heldChars === shortestRun) this.beginRun();
    return true;
  }

  private beginRun(): void {
    const capture = this.desk.open(this.rule, this.mediaType);
    const decoder = new Base64Decoder(this.desk.take);
    this.run = { capture, decoder };
    this.skeleton.appendAscii(capture.placeholder);
    decoder.push(this.held, 0, shortestRun);
    this.heldChars = 0;
  }

  private endRun(): void {
    if (this.run) {
      const { capture, decoder } = this.run;
      // Text may say anything: what is wrong with the end of a run is no error, and what it says is kept.
      decoder.finish();
      this.desk.close(capture, { chars: decoder.charCount, bytes: decoder.byteCount });
    } else {
      this.skeleton.append(this.held, 0, this.heldChars);
    }
    this.run = undefined;
    this.mediaType = undefined;
    this.heldChars = 0;
  }
}

const isBlank = (unit: number): boolean => unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
