import { MalformedJson } from './scan-failure.ts';

/** Puts a key together that may be cut by chunks and hold escapes. */
export class KeyText {
  private latin1 = '';

  push(buffer: Buffer, start: number, end: number): void {
    this.latin1 += buffer.toString('latin1', start, end);
  }

  /** The key, once its closing quote was reached. */
  take(): string {
    const raw = this.latin1;
    this.latin1 = '';
    if (/^[ !#-[\]-~]*$/.test(raw)) return raw;
    try {
      return JSON.parse(`"${Buffer.from(raw, 'latin1').toString()}"`) as string;
    } catch {
      throw new MalformedJson('a key that is not a JSON string');
    }
  }
}
