import type { CaptureRule } from '../lib/json-scan/capture.ts';
import type { Trace } from '../lib/tracing/trace.ts';
import type { UrlOf } from './artifact-links.ts';
import type { CallerBatches } from './batch.ts';
import type { CallerBooks, ListedPrice } from './books.ts';
import type { CallerCallbacks } from './callbacks.ts';
import type { Caller } from './caller.ts';
import type { CallerKeys } from './caller-keys.ts';
import type { Accepted, Follow, ListPage, ListQuery } from './engine.ts';
import type { Model, ModelCatalog } from './model.ts';
import type { ModelStanding } from './model-standing.ts';
import type { PricedRequest, Quote, Receipt } from './receipt.ts';
import type { GenerationRequest, NativeSpool } from './request.ts';
import type { CallerUploads, Piece, PieceTaken } from './upload.ts';

/** A request as a route sees it; the body is read only when asked for. */
export interface RouteInput {
  readonly requestId: string;
  /** When it came, in Unix milliseconds. */
  readonly nowMs: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly caller: Caller;
  /** What is done for it is traced below; undefined: nothing is. */
  readonly trace?: Trace | undefined;
  readonly catalog: ModelCatalog;
  readonly publicUrl: string;
  /** Public URL of an artifact, made for this answer. */
  readonly urlOf: UrlOf;
  /** A generation of the caller's account and mode, or undefined. */
  lookUp(id: string): Promise<Receipt | undefined>;
  /** Before what is watched is begun or answered: throws `concurrency_limited` for a key that watches too much. */
  watch(): Follow;
  cancel(id: string): Promise<void>;
  deleteImages(id: string): Promise<void>;
  list(query: ListQuery): Promise<ListPage>;
  quote(request: PricedRequest): Promise<Quote>;
  /** The recommended route of a model, and what of it no check speaks for. */
  standingOf(model: string): Promise<ModelStanding>;
  /** The upstream's own answer to Google's `countTokens`; throws `no_channel` where no channel can count. */
  countTokens(model: Model, body: ScannedBody): Promise<unknown>;
  /**
   * Accepts a task whose answer this route writes itself; counts as a create. Wishes in headers and the
   * Idempotency-Key hold as they do for every other create.
   */
  enqueue(read: ReadRequest): Promise<Accepted>;
  /** Money, usage and log of the caller's account. */
  readonly books: CallerBooks;
  /** The other keys of the caller's account and mode. */
  readonly keys: CallerKeys;
  /** Callbacks of the caller's account and mode. */
  readonly callbacks: CallerCallbacks;
  /** Tasks of the caller's account that were handed in together. */
  readonly batches: CallerBatches;
  /** Images the caller left with us, to use as references. */
  readonly uploads: CallerUploads;
  /** The body as it arrives, whatever its type; throws `payload_too_large`. */
  bytes(limitBytes: number): AsyncIterable<Uint8Array>;
  /**
   * The body as parsed JSON; throws `payload_too_large`, `unsupported_media_type` or `invalid_request`. `empty` is what
   * no body at all stands for.
   */
  json(limitBytes: number, empty?: object): Promise<unknown>;
  /** The body's JSON with the captured strings in temporary files, removed when the request ends. */
  scanned(rules: readonly CaptureRule[], limitBytes: number): Promise<ScannedBody>;
  /**
   * The parts of a `multipart/form-data` body in the order sent, its files in temporary files that are removed
   * when the request ends. Throws `payload_too_large`, `unsupported_media_type` or `invalid_request`.
   */
  form(limits: FormLimits): Promise<readonly FormEntry[]>;
}

/** A part of a form: a text, or a file when it has a file name or a media type that is no text. */
export type FormEntry =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly file: FormFile };

export interface FormFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** As the client sent it, without folders; empty when it sent none. */
  readonly fileName: string;
  /** What the client says it is; its bytes may say otherwise. */
  readonly mediaType: string;
}

/** The most a form may hold: in all, per file and per text. */
export interface FormLimits {
  readonly bodyBytes: number;
  readonly files: number;
  readonly fileBytes: number;
  readonly texts: number;
  readonly textBytes: number;
}

/** A request that brings no key. */
export interface OpenInput {
  readonly requestId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly publicUrl: string;
  readonly query: Readonly<Record<string, string>>;
  readonly catalog: ModelCatalog;
  /** Bytes for a place that was reserved, from whoever has its token. */
  fillUploadPiece(name: string, piece: Piece): Promise<PieceTaken>;
  /** The body as it arrives, whatever its type; throws `payload_too_large`. */
  bytes(limitBytes: number): AsyncIterable<Uint8Array>;
  /** Every price in force. */
  prices(): Promise<readonly ListedPrice[]>;
}

export interface ScannedBody {
  readonly skeleton: unknown;
  readonly spools: readonly NativeSpool[];
}

/** What `read` learned of the answer the client wants; given back to `write` untouched. */
export type WireChoice = Readonly<Record<string, unknown>>;

export interface ReadRequest {
  readonly request: GenerationRequest;
  readonly choice: WireChoice;
}
