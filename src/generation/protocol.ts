import type { BodyPart } from '../lib/body-plan/body-plan.ts';
import type { CaptureRule } from '../lib/json-scan/capture.ts';
import type { Trace } from '../lib/tracing/trace.ts';
import type { UrlOf } from './artifact-links.ts';
import type { CallerBatches } from './batch.ts';
import type { Asked, CallerBooks, ListedPrice } from './books.ts';
import type { CallerCallbacks } from './callbacks.ts';
import type { Caller } from './caller.ts';
import type { CallerKeys } from './caller-keys.ts';
import type { Accepted, Follow, ListPage, ListQuery } from './engine.ts';
import type { Failure, FailureCode } from './failure.ts';
import type { Model, ModelCatalog } from './model.ts';
import type { ModelStanding } from './model-standing.ts';
import type { Artifact, Outcome } from './outcome.ts';
import type { PricedRequest, Quote, Receipt } from './receipt.ts';
import type { GenerationRequest, NativeSpool } from './request.ts';

import type { RouteDocs } from './route-docs.ts';

import type { CallerUploads, Piece, PieceTaken } from './upload.ts';

/** An HTTP answer as data; the server streams it. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly AnswerPart[];
}

/** Text or bytes as they are, a stored image encoded into the answer, or text that comes as things happen. */
export type AnswerPart =
  | BodyPart
  | { readonly artifact: Artifact; readonly encode: 'base64' }
  | { readonly live: AsyncIterable<string | { readonly artifact: Artifact; readonly encode: 'base64' }> };

/** How one protocol says one failure. */
export interface WireFailure {
  readonly status: number;
  /** Protocol-specific words, e.g. `type` and `code` of an OpenAI error or the gRPC `status` of a Google one. */
  readonly code: string;
  readonly type?: string;
}

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

export interface WriteInput {
  readonly outcome: Outcome;
  readonly request: GenerationRequest;
  readonly choice: WireChoice;
  /** Public URL of an artifact, made for this answer. */
  readonly urlOf: UrlOf;
}

interface RoutePlace {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify path syntax. */
  readonly path: string;
  /** For `/openapi.json`; several where one pattern stands for several documented paths. */
  readonly docs?: RouteDocs | readonly RouteDocs[];
}

/** Runs a generation and answers with its outcome. */
export interface GenerateRoute extends RoutePlace {
  readonly action: 'generate';
  read(input: RouteInput): Promise<ReadRequest>;
  write(input: WriteInput): WireAnswer;
}

/** Runs a generation and passes the upstream's own bytes on; or answers at once, where a path serves several methods. */
export interface RelayRoute extends RoutePlace {
  readonly action: 'relay';
  read(input: RouteInput): Promise<ReadRequest | WireAnswer>;
}

/** Accepts a task and answers at once. */
export interface EnqueueRoute extends RoutePlace {
  readonly action: 'enqueue';
  read(input: RouteInput): Promise<ReadRequest>;
  /** How long the answer may wait for the end, in milliseconds; absent: not at all. */
  wait?(input: RouteInput, choice: WireChoice): number;
  write(receipt: Receipt, input: RouteInput): WireAnswer;
}

/** Answers from what is known already. */
export interface AnswerRoute extends RoutePlace {
  readonly action: 'answer';
  /** Its answer may tell of a generation it accepts with `enqueue`. */
  readonly enqueues?: true;
  answer(input: RouteInput): Promise<WireAnswer> | WireAnswer;
}

/** Answers anybody, without a key. */
export interface OpenRoute extends RoutePlace {
  readonly action: 'open';
  answer(input: OpenInput): Promise<WireAnswer> | WireAnswer;
}

export type Route = GenerateRoute | RelayRoute | EnqueueRoute | AnswerRoute | OpenRoute;

export interface FailureContext {
  readonly requestId: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
}

/**
 * A public wire contract; one folder of `protocols/`, its default export.
 * It touches neither network nor disk nor database nor clock.
 */
export interface Protocol {
  /** Equal to its folder name. */
  readonly name: string;
  readonly title: string;
  /** Paths below which unknown addresses are answered in this protocol's error shape; the longest match wins. */
  readonly prefixes: readonly string[];
  readonly routes: readonly Route[];
  /** Total: a new failure code does not compile until every protocol says it. */
  readonly failures: Readonly<Record<FailureCode, WireFailure>>;
  writeFailure(failure: Failure, context: FailureContext): WireAnswer;
  /**
   * The path at which a generation was asked for, where that is not the first route that takes requests with the model in
   * its `:model`.
   */
  askedAt?(asked: Asked): string;
  /**
   * The status body of a finished task, for its callback: the same text for the same receipt and links, always.
   * Only protocols with an `enqueue` route have one.
   */
  writeCallback?(receipt: Receipt, urlOf: UrlOf): unknown;
}

export const defineProtocol = (protocol: Protocol): Protocol => protocol;

/** An answer that is one JSON text. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: [JSON.stringify(value)],
  };
}
