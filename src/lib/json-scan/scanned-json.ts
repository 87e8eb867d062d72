import type { Capture } from './capture.ts';

/** A parsed document whose captured characters are replaced by placeholders. */
export class ScannedJson {
  /** As JSON.parse returns it: of equal keys the last one counts. */
  readonly value: unknown;
  /** In document order; with equal keys there may be captures whose placeholder is not in `value`. */
  readonly captures: readonly Capture[];
  private readonly byPlaceholder: ReadonlyMap<string, Capture>;
  private readonly prefix: string;

  constructor(value: unknown, captures: readonly Capture[], prefix: string) {
    this.value = value;
    this.captures = captures;
    this.prefix = prefix;
    this.byPlaceholder = new Map(captures.map((capture) => [capture.placeholder, capture]));
  }

  /** The capture a value of the skeleton stands for as a whole (modes `base64` and `raw`). */
  captureOf(value: unknown): Capture | undefined {
    return typeof value === 'string' ? this.byPlaceholder.get(value) : undefined;
  }

  /** A text of the skeleton cut at its captures: text, capture, text… Empty texts are left out. */
  split(text: string): (string | Capture)[] {
    const parts: (string | Capture)[] = [];
    let at = 0;
    for (;;) {
      const from = text.indexOf(this.prefix, at);
      if (from < 0) break;
      const to = text.indexOf('}', from) + 1;
      if (from > at) parts.push(text.slice(at, from));
      parts.push(this.byPlaceholder.get(text.slice(from, to))!);
      at = to;
    }
    if (at < text.length) parts.push(text.slice(at));
    return parts;
  }
}
