import { randomUUID } from 'node:crypto';
import type { Capture, CaptureRule, CaptureSink, CaptureSizes } from './capture.ts';
import { JsonTooLarge } from './scan-failure.ts';

/**
 * Numbers the captures of a document or of an event stream and names their placeholders. The token in
 * the name is random, so no document can hold a text that passes for a placeholder.
 */
export class CaptureDesk {
  private readonly sink: CaptureSink;
  private readonly limit: number;
  private readonly prefix: string;
  private count = 0;
  private opened: Capture[] = [];

  constructor(sink: CaptureSink, limit: number) {
    this.sink = sink;
    this.limit = limit;
    this.prefix = `{capture ${randomUUID()} `;
  }

  /** Everything before the number in a placeholder; after it comes `}`. */
  get placeholderPrefix(): string {
    return this.prefix;
  }

  open(rule: CaptureRule, mediaType: string | undefined): OpenCapture {
    if (this.count >= this.limit)
      throw new JsonTooLarge(`the document holds more than ${this.limit} long values`);
    const id = this.count++;
    const capture = new OpenCapture(id, rule, `${this.prefix}${id}}`, mediaType);
    this.opened.push(capture);
    this.sink.begin(capture);
    return capture;
  }

  /** The captures since the last call. */
  takeCaptures(): readonly Capture[] {
    const captures = this.opened;
    this.opened = [];
    return captures;
  }

  readonly take = (buffer: Buffer, start: number, end: number): void => this.sink.bytes(buffer, start, end);

  close(capture: OpenCapture, sizes: CaptureSizes): void {
    capture.sizes = sizes;
    this.sink.end(capture, sizes);
  }
}

export class OpenCapture implements Capture {
  readonly id: number;
  readonly rule: CaptureRule;
  readonly placeholder: string;
  declare readonly mediaType?: string;
  declare sizes?: CaptureSizes;

  constructor(id: number, rule: CaptureRule, placeholder: string, mediaType: string | undefined) {
    this.id = id;
    this.rule = rule;
    this.placeholder = placeholder;
    if (mediaType !== undefined) this.mediaType = mediaType;
  }
}
