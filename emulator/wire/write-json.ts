import { Picture } from '../pictures/picture.ts';
import type { BodyPiece } from './body-piece.ts';

/** `pretty` is how Google answers a plain request, `compact` how it writes stream events. */
export interface JsonStyle {
  readonly layout: 'pretty' | 'compact';
  readonly escape: boolean;
  readonly whitespace: boolean;
  readonly reverseKeys: boolean;
}

/** A string value that has a picture in it, such as a data URI: texts and pictures one after the other. */
export class JoinedText {
  readonly parts: readonly (string | Picture)[];

  constructor(...parts: (string | Picture)[]) {
    this.parts = parts;
  }
}

/** Writes a value as JSON; a Picture in it is written as a string of base64 without being encoded here. */
export function writeJson(value: unknown, style: JsonStyle): BodyPiece[] {
  const writer = new Writer(style);
  writer.value(value, 0);
  return writer.finish();
}

class Writer {
  readonly #style: JsonStyle;
  readonly #pieces: BodyPiece[] = [];
  #text = '';

  constructor(style: JsonStyle) {
    this.#style = style;
  }

  finish(): BodyPiece[] {
    if (this.#text !== '') this.#pieces.push(this.#text);
    return this.#pieces;
  }

  value(value: unknown, depth: number): void {
    if (value instanceof Picture) this.#joined([value]);
    else if (value instanceof JoinedText) this.#joined(value.parts);
    else if (Array.isArray(value)) {
      this.#list('[', ']', value, depth, (item) => this.value(item, depth + 1));
    } else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      if (this.#style.reverseKeys) entries.reverse();
      this.#list('{', '}', entries, depth, ([key, item]) => {
        this.#text += JSON.stringify(key) + this.#colon();
        this.value(item, depth + 1);
      });
    } else if (typeof value === 'string') this.#text += `"${this.#string(value)}"`;
    else this.#text += JSON.stringify(value) ?? 'null';
  }

  #list<T>(open: string, close: string, items: readonly T[], depth: number, write: (item: T) => void): void {
    this.#text += open;
    items.forEach((item, index) => {
      this.#text += (index > 0 ? ',' : '') + this.#space(depth + 1);
      write(item);
    });
    if (items.length > 0) this.#text += this.#space(depth);
    this.#text += close;
  }

  #joined(parts: readonly (string | Picture)[]): void {
    this.#text += '"';
    for (const part of parts) {
      if (typeof part === 'string') this.#text += this.#string(part);
      else {
        this.#pieces.push(this.#text, { picture: part, escaped: this.#style.escape });
        this.#text = '';
      }
    }
    this.#text += '"';
  }

  #string(text: string): string {
    const json = JSON.stringify(text).slice(1, -1);
    if (!this.#style.escape) return json;
    return json
      .replaceAll('/', '\\/')
      .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }

  #colon(): string {
    if (this.#style.whitespace) return ' \t:\r\n ';
    return this.#style.layout === 'pretty' ? ': ' : ':';
  }

  #space(depth: number): string {
    if (this.#style.whitespace) return this.#style.layout === 'pretty' ? ' \r\n\t  ' : ' \t  ';
    return this.#style.layout === 'pretty' ? `\n${'  '.repeat(depth)}` : '';
  }
}
