import { toCamelCase } from '../../lib/camel-case.ts';
import { StringEnd } from '../../lib/json-scan/string-end.ts';
import { Pieces, type Rewriting } from './rewriting.ts';

/**
 * Writes an answer whose names are in snake_case, as some relays have them, in the camelCase that Google answers in and
 * its clients read alone. Spaces behind its colon keep each as long as it was, so that a declared length stays true. The
 * first name of those that answers with an image have tells which it is; Google's own bytes are not looked at from there
 * on.
 */
export class GoogleNames implements Rewriting {
  private readonly pieces = new Pieces();
  private readonly string = new StringEnd();
  private spelling: 'unknown' | 'snake' | 'camel' = 'unknown';
  private isInString = false;
  /** A string that may be a name, with its quotes and the spaces behind it. */
  private held = '';
  private isChanged = false;

  push(bytes: Buffer): Buffer {
    this.isChanged = this.held !== '';
    let at = 0;
    while (at < bytes.length) {
      if (this.held !== '') at = this.readHeld(bytes, at);
      else if (this.spelling === 'camel') at = this.pass(bytes, at, bytes.length);
      else at = this.passToName(bytes, at);
    }
    return this.pieces.take(this.isChanged || this.held !== '' ? undefined : bytes);
  }

  finish(): Buffer {
    this.release();
    return this.pieces.take();
  }

  /** Up to the next quote that opens a string, which is held. */
  private passToName(bytes: Buffer, start: number): number {
    let from = start;
    if (this.isInString) {
      const end = this.string.find(bytes, start);
      if (end < 0) return this.pass(bytes, start, bytes.length);
      this.isInString = false;
      from = end + 1;
    }
    const quote = bytes.indexOf(0x22, from);
    if (quote < 0) return this.pass(bytes, start, bytes.length);
    this.pass(bytes, start, quote);
    this.held = '"';
    return quote + 1;
  }

  private readHeld(bytes: Buffer, at: number): number {
    const sign = String.fromCharCode(bytes[at] as number);
    const isClosed = this.held.lastIndexOf('"') > 0;
    const mayBeName = this.held.length <= longestHeld && (isClosed ? /\s/ : /["\w]/).test(sign);
    if (mayBeName) {
      this.held += sign;
      return at + 1;
    }
    if (isClosed && sign === ':') {
      this.readName();
      this.release();
      return at + 1;
    }
    this.isInString = !isClosed;
    this.release();
    return at;
  }

  private readName(): void {
    const [, name = '', spaces = ''] = /^"(\w*)"(\s*)$/.exec(this.held) ?? [];
    const camel = toCamelCase(name);
    if (this.spelling === 'unknown' && telling.has(camel)) {
      this.spelling = camel === name ? 'camel' : 'snake';
    }
    this.held += ':';
    if (this.spelling !== 'snake') return;
    this.isChanged = true;
    this.held = `"${camel}"${spaces}:`.padEnd(this.held.length);
  }

  private release(): void {
    this.pieces.add(this.held);
    this.held = '';
  }

  private pass(bytes: Buffer, start: number, end: number): number {
    this.pieces.add(bytes.subarray(start, end));
    return end;
  }
}

const longestHeld = 100;

/** Names of answers in more words than one, of which the first that comes tells the spelling of all. */
const telling = new Set([
  'inlineData',
  'mimeType',
  'fileData',
  'thoughtSignature',
  'functionCall',
  'finishReason',
  'promptFeedback',
  'usageMetadata',
  'modelVersion',
  'responseId',
]);
