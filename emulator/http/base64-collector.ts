import { lengthOfCharacters } from './inline-bytes.ts';

const excerptCharacters = 100;

/** Decodes the base64 text of one JSON string while it arrives, so the text itself is never held. */
export class Base64Collector {
  readonly #decoded: Buffer[] = [];
  #carry = '';
  #excerpt = '';
  #characters = 0;
  #decodedBytes = 0;

  push(text: string): void {
    if (this.#excerpt.length < excerptCharacters) {
      this.#excerpt += text.slice(0, excerptCharacters - this.#excerpt.length);
    }
    const all = this.#carry + text;
    const whole = all.length - (all.length % 4);
    this.#carry = all.slice(whole);
    this.#decode(all.slice(0, whole));
  }

  finish(): { bytes: Buffer; isBase64: boolean; excerpt: string } {
    this.#decode(this.#carry);
    const isBase64 = lengthOfCharacters(this.#characters) === this.#decodedBytes;
    return { bytes: Buffer.concat(this.#decoded), isBase64, excerpt: this.#excerpt };
  }

  #decode(text: string): void {
    if (text === '') return;
    const bytes = Buffer.from(text, 'base64');
    this.#decoded.push(bytes);
    this.#decodedBytes += bytes.length;
    const padding = text.indexOf('=');
    this.#characters += padding < 0 ? text.length : padding;
  }
}
