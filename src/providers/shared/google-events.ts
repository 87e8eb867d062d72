import { ByteOrderMark } from '../../lib/json-scan/byte-order-mark.ts';
import { LineEnds } from '../../lib/json-scan/line-ends.ts';
import { JsonTooLarge } from '../../lib/json-scan/scan-failure.ts';
import { EventsOfJson } from './events-of-json.ts';
import { Pieces, type Rewriting } from './rewriting.ts';

/**
 * Writes any event stream as Google writes its own, because Google's clients read no other: every event is one line of
 * data with a blank one behind it, also the last, and nothing says `[DONE]`. Comments, which keep a connection awake,
 * become empty ones between events. JSON on a line of its own, an error that stands where a stream was to be or was cut
 * (clients §6), becomes the events it would have been.
 */
export class GoogleEvents implements Rewriting {
  private readonly pieces = new Pieces();
  private readonly lines = new LineEnds();
  private readonly mark = new ByteOrderMark();
  private state = inField;
  /** A field's name up to its colon, or the beginning of data as long as it may become `[DONE]`. */
  private text = '';
  /** Data of an event has gone on, and not its end. */
  private isOpen = false;
  private document: EventsOfJson | undefined;
  private afterReturn = false;
  private droppedBytes = 0;

  push(bytes: Buffer): Buffer {
    this.lines.reset();
    let at = this.mark.after(bytes, 0, bytes.length);
    while (at < bytes.length) {
      if (this.document) at = this.passDocument(this.document, bytes, at);
      else at = this.state === inData ? this.passData(bytes, at) : this.read(bytes, at);
    }
    return this.pieces.take();
  }

  finish(): Buffer {
    this.mark.finish();
    this.document?.finish();
    // Half a line is no end: whoever scans this finds it.
    if (this.state === inField && this.text !== '')
      this.pieces.add(`${this.isOpen ? '\r\n' : ''}${this.text}`);
    else {
      this.endData();
      this.endEvent();
    }
    return this.pieces.take();
  }

  private passData(bytes: Buffer, start: number): number {
    const end = this.lines.next(bytes, start, bytes.length);
    this.pieces.add(bytes.subarray(start, end));
    return end < bytes.length ? this.endLine(bytes, end) : end;
  }

  private passDocument(document: EventsOfJson, bytes: Buffer, start: number): number {
    let at = start;
    while (at < bytes.length && !document.isWhole) at = document.read(bytes, at);
    if (document.isWhole) this.document = undefined;
    return at;
  }

  /** An object, or an array that does not go on as `[DONE]` does. */
  private opensDocument(byte: number): boolean {
    if (!/^(\{|\[[\s{\]])/.test(this.text + String.fromCharCode(byte))) return false;
    this.endEvent();
    this.document = new EventsOfJson(this.pieces);
    if (this.text !== '') this.document.read(Buffer.from(this.text), 0);
    this.text = '';
    this.afterReturn = false;
    return true;
  }

  private read(bytes: Buffer, at: number): number {
    const byte = bytes[at] as number;
    if (this.state === inField && this.opensDocument(byte)) return at;
    if (byte === feed || byte === carriageReturn) return this.endLine(bytes, at);
    this.afterReturn = false;
    if (this.state === inField) this.readField(byte);
    else if (this.state === atData) {
      this.state = beforeData;
      if (byte !== space) this.readData(byte);
    } else if (this.state === beforeData) this.readData(byte);
    else if (++this.droppedBytes > droppedLimitBytes)
      throw new JsonTooLarge('too much beside the data of a stream');
    return at + 1;
  }

  private readField(byte: number): void {
    if (byte !== colon) {
      this.text += String.fromCharCode(byte);
      if (this.text.length > dataField.length) this.state = dropping;
      return;
    }
    if (this.text === '' && !this.isOpen) this.pieces.add(`:${eventEnd}`);
    this.state = this.text === dataField ? atData : dropping;
    this.text = '';
  }

  private readData(byte: number): void {
    this.text += String.fromCharCode(byte);
    if (!endMark.startsWith(this.text)) this.beginData();
  }

  /** Line ends within an event's data stand between words of its JSON: a space does as well. */
  private beginData(): void {
    this.pieces.add((this.isOpen ? ' ' : 'data: ') + this.text);
    this.isOpen = true;
    this.state = inData;
    this.text = '';
  }

  private endLine(bytes: Buffer, at: number): number {
    const isSecond = bytes[at] === feed && this.afterReturn;
    this.afterReturn = bytes[at] === carriageReturn;
    if (isSecond) return at + 1;
    if (this.state === inField && this.text === '') this.endEvent();
    this.endData();
    this.state = inField;
    this.text = '';
    return at + 1;
  }

  private endData(): void {
    if (this.state === beforeData && this.text !== '' && this.text !== endMark) this.beginData();
  }

  private endEvent(): void {
    if (this.isOpen) this.pieces.add(eventEnd);
    this.isOpen = false;
  }
}

const inField = 0;
const atData = 1;
const beforeData = 2;
const inData = 3;
const dropping = 4;

const feed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const colon = 0x3a;

const dataField = 'data';
const endMark = '[DONE]';
const eventEnd = '\r\n\r\n';
const droppedLimitBytes = 1024 * 1024;
