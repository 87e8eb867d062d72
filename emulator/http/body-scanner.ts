import { Base64Collector } from './base64-collector.ts';

export type CollectedBytes = ReturnType<Base64Collector['finish']>;

const quote = 0x22;
const backslash = 0x5c;
const longestKeyBytes = 16;

/**
 * Reads a JSON body as bytes and takes the string values of keys named `data` out of it: they are decoded on the
 * way and a short placeholder stands in their place, so a 100 MB request leaves a skeleton of a few kilobytes.
 * It does not validate JSON; the skeleton is parsed afterwards.
 */
export class BodyScanner {
  readonly #placeholder: (index: number) => string;
  readonly #skeleton: Buffer[] = [];
  #finished: CollectedBytes[] = [];
  #taken = 0;
  #inString = false;
  #escape = '';
  #key = '';
  #lastString = '';
  #afterColon = false;
  #blob: Base64Collector | undefined;

  constructor(placeholder: (index: number) => string) {
    this.#placeholder = placeholder;
  }

  /** Takes the next bytes; whole `data` strings among them come back decoded, in order. */
  write(chunk: Buffer): CollectedBytes[] {
    let at = 0;
    let kept = 0;
    while (at < chunk.length) {
      if (!this.#inString) {
        at = this.#structure(chunk, at);
        if (this.#blob) {
          this.#keep(chunk, kept, at);
          kept = at;
        }
        continue;
      }
      const wasBlob = this.#blob !== undefined;
      at = this.#stringPart(chunk, at);
      if (wasBlob) kept = this.#inString ? at : at - 1;
    }
    this.#keep(chunk, kept, chunk.length);
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** The body with placeholders, as text. */
  skeleton(): string {
    return Buffer.concat(this.#skeleton).toString('utf8');
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    // Copied, because a slice would keep the whole network buffer alive.
    if (to > from) this.#skeleton.push(Buffer.from(chunk.subarray(from, to)));
  }

  /** Walks over punctuation and bare words up to and including the next opening quote. */
  #structure(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === quote) {
        this.#inString = true;
        if (this.#afterColon && this.#key === 'data') this.#blob = new Base64Collector();
        this.#lastString = '';
        this.#afterColon = false;
        return at + 1;
      }
      if (byte === 0x3a) {
        this.#key = this.#lastString;
        this.#afterColon = true;
      } else if (byte === 0x2c || byte === 0x7b || byte === 0x5b) {
        this.#afterColon = false;
      }
    }
    return chunk.length;
  }

  /** Walks to the end of the string, of the chunk, or over one escape sequence. */
  #stringPart(chunk: Buffer, from: number): number {
    if (this.#escape !== '') return this.#escapePart(chunk, from);
    const close = chunk.indexOf(quote, from);
    const end = close < 0 ? chunk.length : close;
    const slash = chunk.subarray(from, end).indexOf(backslash);
    const stop = slash < 0 ? end : from + slash;
    this.#text(chunk, from, stop);
    if (slash >= 0) {
      this.#escape = '\\';
      return stop + 1;
    }
    if (close < 0) return chunk.length;
    this.#endString();
    return close + 1;
  }

  #escapePart(chunk: Buffer, from: number): number {
    this.#escape += String.fromCharCode(chunk[from]!);
    const complete = this.#escape.length >= (this.#escape[1] === 'u' ? 6 : 2);
    if (complete) {
      this.#blob?.push(unescaped(this.#escape));
      this.#escape = '';
    }
    return from + 1;
  }

  #text(chunk: Buffer, from: number, to: number): void {
    if (to === from) return;
    if (this.#blob) this.#blob.push(chunk.toString('latin1', from, to));
    else if (this.#lastString.length < longestKeyBytes) {
      this.#lastString += chunk.toString('latin1', from, Math.min(to, from + longestKeyBytes));
    }
  }

  #endString(): void {
    this.#inString = false;
    if (!this.#blob) return;
    this.#finished.push(this.#blob.finish());
    this.#blob = undefined;
    this.#skeleton.push(Buffer.from(this.#placeholder(this.#taken++)));
  }
}

/** One JSON escape: base64 text can only need `\/` and `\u00XX`; anything else makes it invalid base64. */
function unescaped(sequence: string): string {
  if (sequence[1] === 'u') return String.fromCharCode(Number.parseInt(sequence.slice(2), 16) || 0x20);
  return sequence[1] === '/' ? '/' : ' ';
}
