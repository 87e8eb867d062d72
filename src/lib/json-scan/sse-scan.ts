import type { CaptureRule, CaptureSink } from './capture.ts';
import { CaptureDesk } from './capture-desk.ts';
import { CaptureRules } from './capture-rules.ts';
import { JsonScanner, type ScanLimits } from './json-scan.ts';
import { LineEnds } from './line-ends.ts';
import { JsonTooLarge, TruncatedJson } from './scan-failure.ts';
import type { ScannedJson } from './scanned-json.ts';

/** One event of a stream whose `data` is JSON. */
export interface ScannedEvent {
  /** Value of its `event:` line, else `message`. */
  readonly name: string;
  readonly json: ScannedJson;
  /** False for a last event whose JSON is whole but whose closing blank line is missing. */
  readonly terminated: boolean;
}

export interface EventTaker {
  event(event: ScannedEvent): void;
  /** An event whose data is exactly `[DONE]`, the end mark of OpenAI-shaped streams. */
  done?(): void;
}

/**
 * Reads a server-sent event stream (LF, CR or CRLF lines, comments, data over several lines) and scans the
 * JSON of each event as it arrives, without holding the event. The limits apply to each event, except
 * `captures`, which counts over the stream. Events without data are skipped.
 */
export class SseScanner {
  private readonly taker: EventTaker;
  private readonly newScanner: () => JsonScanner;
  private readonly lines = new LineEnds();
  private scanner: JsonScanner | undefined;
  /** The event's data as long as it may become `[DONE]`; undefined once it cannot. */
  private opening: string | undefined = '';
  private hasData = false;
  private name = '';
  private state = inField;
  /** A field name up to its colon, or the value of an `event` field. */
  private text = '';
  private afterReturn = false;
  private atStart = true;
  private failure: unknown;

  constructor(rules: readonly CaptureRule[], sink: CaptureSink, taker: EventTaker, limits: ScanLimits = {}) {
    const byKey = new CaptureRules(rules);
    const desk = new CaptureDesk(sink, limits.captures ?? 1000);
    this.taker = taker;
    this.newScanner = () => new JsonScanner(byKey, desk, limits);
  }

  /** Takes the next bytes; events are handed over during the call. Throws `ScanFailure`, ever after. */
  push(buffer: Buffer, start = 0, end = buffer.length): void {
    this.guarded(() => {
      const bytes = end === buffer.length ? buffer : buffer.subarray(0, end);
      this.lines.reset();
      let at = start;
      while (at < end)
        at = this.state === inData ? this.scanData(bytes, at, end) : this.scanByte(bytes[at]!, at);
    });
  }

  /** Call once after the last byte. Throws `TruncatedJson` when the stream ends within an event's JSON. */
  finish(): void {
    this.guarded(() => {
      if (this.state === inField && this.text !== '')
        throw new TruncatedJson('the stream ends within a line');
      this.dispatch(false);
    });
  }

  private scanByte(byte: number, at: number): number {
    if (byte === 0x0a && this.afterReturn) this.afterReturn = false;
    else if (byte === 0x0a || byte === 0x0d) this.endLine(byte);
    else this.extendLine(byte);
    return at + 1;
  }

  private extendLine(byte: number): void {
    this.afterReturn = false;
    if (this.state === inField && byte === 0x3a) {
      const field = this.fieldName();
      this.text = '';
      this.state = field === 'event' ? inName : field === 'data' ? atData : skipping;
      if (this.state === atData) this.beginData();
      return;
    }
    if (this.state === atData) {
      this.state = inData;
      if (byte !== 0x20) this.feed(Buffer.of(byte), 0, 1);
      return;
    }
    if (this.state === skipping) return;
    this.text += String.fromCharCode(byte);
    if (this.text.length > 1024) throw new JsonTooLarge('a field of an event is longer than 1024 bytes');
  }

  private endLine(byte: number): void {
    this.afterReturn = byte === 0x0d;
    if (this.state === inName) this.name = this.text.trim();
    if (this.state === inField) {
      const field = this.fieldName();
      if (field === '') this.dispatch(true);
      else if (field === 'data') this.beginData();
    }
    this.text = '';
    this.state = inField;
  }

  private fieldName(): string {
    const bom = this.atStart && this.text.startsWith('\u00ef\u00bb\u00bf');
    this.atStart = false;
    return bom ? this.text.slice(3) : this.text;
  }

  private beginData(): void {
    if (this.hasData) this.feed(newline, 0, 1);
    this.hasData = true;
  }

  private scanData(buffer: Buffer, start: number, end: number): number {
    const stop = this.lines.next(buffer, start, end);
    this.feed(buffer, start, stop);
    if (stop === end) return end;
    this.endLine(buffer[stop]!);
    return stop + 1;
  }

  private feed(buffer: Buffer, start: number, end: number): void {
    let at = start;
    while (this.opening !== undefined && at < end) {
      const longer = this.opening + String.fromCharCode(buffer[at]!);
      if (endMark.startsWith(longer)) {
        this.opening = longer;
        at++;
      } else this.openScanner();
    }
    if (at < end) this.scanner!.push(buffer, at, end);
  }

  private openScanner(): void {
    this.scanner = this.newScanner();
    this.scanner.push(Buffer.from(this.opening ?? ''));
    this.opening = undefined;
  }

  private dispatch(terminated: boolean): void {
    const { name, opening } = this;
    this.name = '';
    if (!this.hasData) return;
    this.hasData = false;
    this.opening = '';
    if (opening === '') return;
    if (opening === endMark) {
      this.taker.done?.();
      return;
    }
    // What began like the end mark and did not go on is no JSON either.
    if (opening !== undefined) throw new TruncatedJson('the document ends before it is closed');
    const json = this.scanner!.finish();
    this.scanner = undefined;
    this.taker.event({ name: name || 'message', json, terminated });
  }

  private guarded(act: () => void): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      act();
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
  }
}

const inField = 0;
const inName = 1;
const atData = 2;
const inData = 3;
const skipping = 4;
const endMark = '[DONE]';
const newline = Buffer.from('\n');
