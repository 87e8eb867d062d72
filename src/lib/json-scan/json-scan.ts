import { Base64String } from './base64-string.ts';
import type { Capture, CaptureRule, CaptureSink } from './capture.ts';
import { CaptureDesk } from './capture-desk.ts';
import { CaptureRules } from './capture-rules.ts';
import { DataUriText } from './data-uri-text.ts';
import { DroppedString } from './dropped-string.ts';
import { KeyText } from './key-text.ts';
import { Nesting } from './nesting.ts';
import { RawString } from './raw-string.ts';
import { JsonTooLarge, MalformedJson, TruncatedJson } from './scan-failure.ts';
import { ScannedJson } from './scanned-json.ts';
import { Skeleton } from './skeleton.ts';
import type { StringReader } from './string-reader.ts';

export type { Capture, CaptureRule, CaptureSink };

export interface ScanLimits {
  /** Bytes of the document beside its captures. Default 4 MiB. */
  readonly skeletonBytes?: number;
  /** Open objects and arrays. Default 64. */
  readonly depth?: number;
  /** Members and elements; JSON.parse needs about a microsecond for each. Default 100,000. */
  readonly members?: number;
  /** Default 1,000. */
  readonly captures?: number;
  /** Called with the document's text, captures replaced, once it is known to be JSON; may throw. */
  readonly inspect?: (text: string) => void;
}

/**
 * Reads a JSON document that arrives in chunks, diverts the strings that match a rule to the sink and
 * keeps the rest. Memory is bounded by the limits whatever the size of the captures. A document is
 * accepted only if JSON.parse accepts it; duplicate keys are allowed, unless `inspect` refuses them, and the last counts.
 */
export class JsonScanner {
  private readonly rules: CaptureRules;
  private readonly desk: CaptureDesk;
  private readonly skeleton: Skeleton;
  private readonly nesting: Nesting;
  private readonly keyText = new KeyText();
  private membersLeft: number;
  private readonly inspect: ScanLimits['inspect'];
  private state = inStructure;
  /** Inside a string that is kept: the last byte was a backslash. */
  private escaped = false;
  private reader: StringReader | undefined;
  /** First byte of the chunk that is to be kept and is not in the skeleton yet. */
  private keepFrom = 0;
  private failure: unknown;

  constructor(
    rules: readonly CaptureRule[] | CaptureRules,
    sink: CaptureSink | CaptureDesk,
    limits: ScanLimits = {},
  ) {
    this.rules = rules instanceof CaptureRules ? rules : new CaptureRules(rules);
    this.desk = sink instanceof CaptureDesk ? sink : new CaptureDesk(sink, limits.captures ?? 1000);
    this.skeleton = new Skeleton(limits.skeletonBytes ?? 4 * 1024 * 1024);
    this.nesting = new Nesting(limits.depth ?? 64);
    this.membersLeft = limits.members ?? 100_000;
    this.inspect = limits.inspect;
  }

  /** Bytes of the document beside its captures so far. */
  get keptBytes(): number {
    return this.skeleton.sizeBytes;
  }

  /** Takes the next bytes. Throws `ScanFailure`, and the same one ever after. The range is not kept. */
  push(buffer: Buffer, start = 0, end = buffer.length): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      // indexOf knows no end: it would search what an earlier read left in a shared buffer.
      this.scan(end === buffer.length ? buffer : buffer.subarray(0, end), start, end);
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
  }

  /** Call once after the last byte. Throws `TruncatedJson` or another `ScanFailure`. */
  finish(): ScannedJson {
    if (this.failure !== undefined) throw this.failure;
    if (this.state !== inStructure || this.nesting.depth > 0 || this.skeleton.isBlank) {
      throw new TruncatedJson('the document ends before it is closed');
    }
    return new ScannedJson(
      this.skeleton.parse(this.inspect),
      this.desk.takeCaptures(),
      this.desk.placeholderPrefix,
    );
  }

  private scan(buffer: Buffer, start: number, end: number): void {
    this.keepFrom = start;
    let at = start;
    while (at < end) {
      if (this.state === inStructure) at = this.scanStructure(buffer, at, end);
      else if (this.state === inCapture) at = this.scanCapture(buffer, at, end);
      else at = this.scanString(buffer, at, end);
    }
    if (this.state !== inCapture) this.skeleton.append(buffer, this.keepFrom, end);
  }

  /** Goes on to after the opening quote of the next string. */
  private scanStructure(buffer: Buffer, start: number, end: number): number {
    const { nesting } = this;
    for (let at = start; at < end; at++) {
      const byte = buffer[at]!;
      switch (roles[byte]) {
        case insignificant:
          break;
        case quote:
          this.beginString(buffer, at + 1);
          return at + 1;
        case opening:
          this.countMember();
          nesting.open(byte === 0x7b);
          break;
        case closing:
          nesting.close(byte === 0x7d);
          break;
        case comma:
          this.countMember();
          nesting.expectsKey = nesting.inObject;
          break;
        case colon:
          nesting.expectsKey = false;
          break;
        default:
          throw new MalformedJson('a byte that cannot stand between JSON values');
      }
    }
    return end;
  }

  private beginString(buffer: Buffer, at: number): void {
    const { nesting } = this;
    if (nesting.expectsKey) {
      this.state = inKey;
      return;
    }
    this.state = inText;
    const rule = nesting.inObject
      ? this.rules.find(nesting.key, nesting.parentKey, false)
      : this.rules.find(nesting.parentKey, nesting.grandparentKey, true);
    if (!rule) return;
    this.skeleton.append(buffer, this.keepFrom, at);
    this.reader = new readers[rule.mode](rule, this.desk, this.skeleton);
    this.state = inCapture;
  }

  private scanCapture(buffer: Buffer, start: number, end: number): number {
    const at = this.reader!.push(buffer, start, end);
    if (at === end) return end;
    this.reader!.close();
    this.reader = undefined;
    this.state = inStructure;
    this.keepFrom = at;
    return at + 1;
  }

  private scanString(buffer: Buffer, start: number, end: number): number {
    let at = start;
    for (; at < end; at++) {
      const byte = buffer[at];
      if (this.escaped) this.escaped = false;
      else if (byte === 0x5c) this.escaped = true;
      else if (byte === 0x22) break;
    }
    if (this.state === inKey) this.keyText.push(buffer, start, at);
    if (at === end) return end;
    if (this.state === inKey) this.nesting.key = this.keyText.take();
    this.state = inStructure;
    return at + 1;
  }

  private countMember(): void {
    if (--this.membersLeft < 0) throw new JsonTooLarge('the document has too many members');
  }
}

const inStructure = 0;
const inKey = 1;
const inText = 2;
const inCapture = 3;

const readers = { base64: Base64String, raw: RawString, 'data-uri': DataUriText, dropped: DroppedString };

/** What a byte outside strings can be; 0 is nothing that JSON knows. */
const insignificant = 1;
const quote = 2;
const opening = 3;
const closing = 4;
const comma = 5;
const colon = 6;
const roles = new Uint8Array(256);
for (const [role, bytes] of [
  [insignificant, ' \t\n\r0123456789+-.eEtrufalsn'],
  [quote, '"'],
  [opening, '{['],
  [closing, '}]'],
  [comma, ','],
  [colon, ':'],
] as const) {
  for (const byte of bytes) roles[byte.charCodeAt(0)] = role;
}
