import { JsonTooLarge, MalformedJson } from './scan-failure.ts';

/** The part of a document that is kept: a buffer that grows up to a limit. */
export class Skeleton {
  private readonly limitBytes: number;
  private bytes = empty;
  sizeBytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  /** Whether there is nothing but white space. */
  get isBlank(): boolean {
    return this.bytes.subarray(0, this.sizeBytes).every((byte) => byte <= 0x20);
  }

  append(buffer: Buffer, start: number, end: number): void {
    if (end <= start) return;
    this.reserve(end - start);
    buffer.copy(this.bytes, this.sizeBytes, start, end);
    this.sizeBytes += end - start;
  }

  appendAscii(text: string): void {
    this.reserve(text.length);
    this.sizeBytes += this.bytes.write(text, this.sizeBytes, 'latin1');
  }

  /** Takes what was appended from `at` on back out. */
  cut(at: number): Buffer {
    const bytes = Buffer.from(this.bytes.subarray(at, this.sizeBytes));
    this.sizeBytes = at;
    return bytes;
  }

  /** `inspect` sees the text once it is known to be JSON; what it throws is thrown on. */
  parse(inspect?: (text: string) => void): unknown {
    const { text, value } = this.read();
    inspect?.(text);
    return value;
  }

  private read(): { text: string; value: unknown } {
    try {
      const text = utf8.decode(this.bytes.subarray(0, this.sizeBytes));
      return { text, value: JSON.parse(text) };
    } catch {
      // The parser's own message quotes the document.
      throw new MalformedJson('the document is not valid JSON in UTF-8');
    }
  }

  private reserve(more: number): void {
    const needed = this.sizeBytes + more;
    if (needed > this.limitBytes) {
      throw new JsonTooLarge(
        `the document holds more than ${this.limitBytes} bytes beside the data taken out of it`,
      );
    }
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(1024, needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.sizeBytes);
    this.bytes = grown;
  }
}

const empty = Buffer.alloc(0);
// A byte order mark must reach JSON.parse, which refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
