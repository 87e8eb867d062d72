import type { Failure } from '../../generation/failure.ts';
import type { ImageWriter, ProviderWork } from '../../generation/provider.ts';
import { failpoint } from '../../lib/failpoint.ts';
import type {
  HttpHandler,
  HttpHeaders,
  HttpRequest,
  PacedTransfer,
} from '../../lib/http-client/http-client.ts';
import { HttpFailure } from '../../lib/http-client/http-failure.ts';
import { isToldByStatus, RefusedBody } from '../../lib/http-client/refused-body.ts';
import { ByteOrderMark } from '../../lib/json-scan/byte-order-mark.ts';
import type { Capture, CaptureRule, CaptureSink } from '../../lib/json-scan/capture.ts';
import { JsonScanner } from '../../lib/json-scan/json-scan.ts';
import { TruncatedJson } from '../../lib/json-scan/scan-failure.ts';
import type { ScannedJson } from '../../lib/json-scan/scanned-json.ts';
import { SseScanner } from '../../lib/json-scan/sse-scan.ts';
import { ArrayOfEvents } from './array-of-events.ts';
import { askedWaitMs } from './asked-wait.ts';
import { EventsOfJson } from './events-of-json.ts';
import { type GoogleAnswer, readGoogleAnswer } from './google-answer.ts';
import { GoogleEvents } from './google-events.ts';
import { googleFailure, toldStatus } from './google-failure.ts';
import { GoogleNames } from './google-names.ts';
import { inTurn, type Rewriting } from './rewriting.ts';
import { SecretGate } from './secret-gate.ts';
import { transferFailure } from './transfer-failure.ts';

/**
 * Images in every place Google and the relays before it put them. Signatures are the client's, whom the relay passes
 * them on to; they have been seen to take 1 to 2 MB each.
 */
const longValues: readonly CaptureRule[] = [
  { key: 'data', parent: ['inlineData', 'inline_data'], mode: 'base64' },
  { key: 'text', mode: 'data-uri' },
  { key: 'thoughtSignature', mode: 'dropped' },
  { key: 'thought_signature', mode: 'dropped' },
];

/** Sends a request and reads the answer as it arrives: images to the archive, bytes to the relay. */
export function transferGoogle(work: ProviderWork, request: HttpRequest): Promise<GoogleAnswer> {
  return new Promise((resolve, reject) => {
    const taker = new AnswerTaker(work, request.headers, () => transfer, resolve, reject);
    const transfer: PacedTransfer = work.send(request, taker);
  });
}

interface BodyScanner {
  push(buffer: Buffer, start: number, end: number): void;
  finish(): void;
}

class AnswerTaker implements HttpHandler {
  private readonly work: ProviderWork;
  private readonly transfer: () => PacedTransfer;
  private readonly resolve: (answer: GoogleAnswer) => void;
  private readonly reject: (failure: Failure) => void;
  private readonly writers = new Map<number, ImageWriter>();
  private readonly documents: ScannedJson[] = [];
  private refused: RefusedBody | undefined;
  private status = 0;
  private waitMs: number | undefined;
  /** Of the answer that is passed on. */
  private readonly gate: SecretGate | undefined;
  /** The failure that was passed on. */
  private told: Failure | undefined;
  /** What clients are given is what is scanned: the answer as Google would write it. */
  private rewriting: Rewriting = new GoogleNames();
  private scanner: BodyScanner | undefined;
  private writer: ImageWriter | undefined;
  private isInImage = false;

  constructor(
    work: ProviderWork,
    headers: HttpRequest['headers'],
    transfer: () => PacedTransfer,
    resolve: (answer: GoogleAnswer) => void,
    reject: (failure: Failure) => void,
  ) {
    this.work = work;
    this.gate = work.relay && new SecretGate(work.channel.credential, headers);
    this.transfer = transfer;
    this.resolve = resolve;
    this.reject = reject;
  }

  head(status: number, headers: HttpHeaders): void {
    this.status = status;
    this.waitMs = askedWaitMs(headers, this.work.clock);
    if (status !== 200) {
      this.refused = new RefusedBody(headers);
      return;
    }
    const asked = this.work.request.native?.answer;
    // One body may call itself a stream: if it is one, it is no JSON, which is found before anything has gone on.
    const areEvents = asked !== 'once' && /^text\/event-stream\b/i.test(headers['content-type'] ?? '');
    this.scanner = this.openScanner(asked === 'stream' || (areEvents && asked !== 'array'));
    if (!areEvents && asked !== 'stream') {
      this.work.relay?.begin(status, headers);
      return;
    }
    const rewritings = [areEvents ? new GoogleEvents() : new EventsOfJson(), this.rewriting];
    this.rewriting = inTurn(asked === 'array' ? [...rewritings, new ArrayOfEvents()] : rewritings);
    const { 'content-length': _, ...others } = headers;
    this.work.relay?.begin(status, others);
  }

  data(buffer: Buffer, start: number, end: number): boolean {
    if (this.scanner) return this.read(this.scanner, this.rewriting.push(buffer.subarray(start, end)));
    this.refused?.take(buffer, start, end);
    return true;
  }

  private read(scanner: BodyScanner, bytes: Buffer): boolean {
    // Before the scanner finds an image: until then it can be asked for elsewhere.
    const free = this.gate?.after(bytes, 0, bytes.length, this.isInImage);
    scanner.push(bytes, 0, bytes.length);
    failpoint('response-half');
    return free === undefined || this.passOn(free);
  }

  end(): void {
    if (!this.scanner) {
      this.reject(this.refusal());
      return;
    }
    this.read(this.scanner, this.rewriting.finish());
    if (this.gate) this.passOn(this.gate.rest());
    if (!this.told) this.scanner.finish();
    if (this.told) this.reject(this.told);
    else if (this.documents.every(isEmpty)) throw new TruncatedJson('the stream has no event');
    else this.resolve(readGoogleAnswer(this.documents, (capture) => this.writers.get(capture.id)));
  }

  error(error: Error): void {
    if (isToldByStatus(this.status, error)) {
      this.reject(this.refusal());
      return;
    }
    // What could not be taken was not passed on.
    const isWhole = !(error instanceof HttpFailure && error.code === 'taker_failed');
    this.reject((isWhole && this.told) || transferFailure(error));
  }

  private passOn(bytes: Buffer): boolean {
    const { relay } = this.work;
    if (!relay || bytes.length === 0 || relay.write(bytes, 0, bytes.length)) return true;
    relay.onDrain(() => this.transfer().resume());
    return false;
  }

  private openScanner(isEvents: boolean): BodyScanner {
    const sink: CaptureSink = {
      begin: (capture) => this.openImage(capture),
      bytes: (buffer, start, end) => this.writer?.write(buffer, start, end),
      end: () => {
        this.writer?.close();
        this.isInImage = false;
        if (this.work.request.native?.answer === 'array') this.awaitMore();
      },
    };
    if (isEvents) {
      return new SseScanner(longValues, sink, {
        event: ({ json }) => {
          this.take(json);
          this.awaitMore();
        },
      });
    }
    const scanner = new JsonScanner(longValues, sink);
    const mark = new ByteOrderMark();
    return {
      push: (buffer, start, end) => scanner.push(buffer, mark.after(buffer, start, end), end),
      finish: () => {
        mark.finish();
        this.take(scanner.finish());
      },
    };
  }

  private openImage(capture: Capture): void {
    this.writer = this.work.images.open();
    this.writers.set(capture.id, this.writer);
    this.isInImage = true;
    this.work.relay?.commit();
    this.transfer().limitSilence('idleMs');
  }

  /** Behind an image of a stream, which may be a draft, another one may be in the making. */
  private awaitMore(): void {
    this.transfer().limitSilence('bodyIdleMs');
  }

  private take(json: ScannedJson): void {
    // Behind a 200, and in the middle of a stream: Google's own, and relays' (gemini-upstream §2.1).
    for (const error of errorsOf(json.value)) {
      const text = JSON.stringify({ error });
      // Whoever has the beginning of the answer gets all of it, the error too, unless it tells a secret.
      const isTold = this.work.relay?.committed === true && !this.gate?.isIn(text);
      const { native } = this.work.request;
      const failure = googleFailure(toldStatus(error), text, native, undefined, isTold);
      if (!isTold) throw failure;
      this.told ??= failure;
    }
    this.documents.push(json);
  }

  private refusal(): Failure {
    const body = `${this.refused?.bytes() ?? ''}`;
    return googleFailure(this.status, body, this.work.request.native, this.waitMs);
  }
}

const isEmpty = ({ value }: ScannedJson): boolean => Array.isArray(value) && value.length === 0;

/** Of an answer, or of the bodies in an array of them. */
const errorsOf = (value: unknown): unknown[] =>
  (Array.isArray(value) ? value : [value]).flatMap((body: { error?: unknown } | null) => body?.error || []);
