import type { Readable } from 'node:stream';
import type { Trace } from '../lib/tracing/trace.ts';
import type { ArtifactLinks } from './artifact-links.ts';
import type { CallerBatches } from './batch.ts';
import type { CallerBooks, ListedPrice } from './books.ts';
import type { CallerCallbacks } from './callbacks.ts';
import type { Caller } from './caller.ts';
import type { CallerKeys, RequestOrigin } from './caller-keys.ts';
import type { Failure } from './failure.ts';
import type { FoundArtifact, ImageReader } from './found-artifact.ts';
import type { Model, ModelCatalog } from './model.ts';
import type { ModelStanding } from './model-standing.ts';
import type { Artifact, Outcome } from './outcome.ts';
import type { Period } from './period.ts';
import type { NativeParts, Relay } from './provider.ts';
import type { GenerationState, PricedRequest, Quote, Receipt } from './receipt.ts';
import type { GenerationRequest, Reference } from './request.ts';
import type { CallerUploads, Filling, Piece, PieceTaken, Upload } from './upload.ts';

/** The parts of a request that may carry an API key, and where it comes from. */
export interface CredentialSource {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
  /** IP address of the client. */
  readonly address: string;
}

/** What a request counts as: creates and reads of a key have a rate limit each. */
export type RequestKind = 'create' | 'read';

/** A key's rate limit after one of its requests was counted. */
export interface RequestRate {
  readonly admitted: boolean;
  /** Name of the limit. */
  readonly policy: string;
  /** Requests per window. */
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  /** Until quota comes back; after a refusal exactly until the next request is admitted. */
  readonly nextMs: number;
  /** Until the whole quota is back. */
  readonly resetMs: number;
}

/** A create, read and ready to be accepted. */
export interface EngineRequest {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly caller: Caller;
  /** What the protocol needs to write the answer again. */
  readonly choice: Readonly<Record<string, unknown>>;
  /** From the Idempotency-Key header, and a hash of what the body means. */
  readonly claim?: { readonly key: string; readonly bodyHash: string };
  /** Its signal aborts when nobody waits for it any more: what has not gone upstream by then does not. */
  readonly abandoned?: () => AbortSignal;
  /** Told once there is a generation of this id. */
  readonly onAccepted?: () => void;
  /** What is done for it is traced below. */
  readonly trace?: Trace;
}

export interface Generated {
  readonly outcome: Outcome;
  /** The choice to write with: the first request's, when this one only repeats it. */
  readonly choice: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
}

export interface Accepted {
  readonly receipt: Receipt;
  /** An earlier request had this Idempotency-Key and body. */
  readonly replayed: boolean;
}

export interface ListQuery {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
  readonly state?: GenerationState;
  /** When they were accepted. */
  readonly period?: Period;
}

export interface ListPage {
  readonly receipts: readonly Receipt[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** What the bodies of requests hold in one place, by key, until they are answered. */
export interface BodyRoom {
  /** Throws `overloaded` when they would hold too much together. */
  take(keyId: string, sizeBytes: number): void;
  giveBack(keyId: string, sizeBytes: number): void;
  readonly sizeBytes: number;
}

/**
 * The receipt now and after each change, until the generation has ended, `limitMs` are over or the client has gone. In
 * between comes `undefined` every few seconds, for whoever must keep a connection alive. Nothing for an unknown id.
 */
export type Follow = (id: string, limitMs: number) => AsyncIterable<Receipt | undefined>;

/** What the HTTP door needs of the house behind it. */
export interface Engine {
  readonly catalog: ModelCatalog;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The failure to tell where the store is away and nothing was to be accepted; undefined for any other error. */
  readonly storeAway: (error: unknown) => Failure | undefined;
  /** Origin of artifact URLs, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Throws `unauthenticated`, `permission_denied`, or `rate_limited` for an address that sends too many bad keys. */
  authenticate(source: CredentialSource): Promise<Caller>;
  /** Counts a request against its key's rate limit; tells a refusal, and never throws one. */
  countRequest(caller: Caller, kind: RequestKind): Promise<RequestRate>;
  /** Throws the `Failure` a generation ended with. */
  generate(request: EngineRequest, relay?: Relay): Promise<Generated>;
  /** Accepts a task: it will be performed whether or not anybody asks for it again. */
  enqueue(request: EngineRequest): Promise<Accepted>;
  /** Throws `not_found` or `not_cancellable`. */
  cancel(id: string, caller: Caller): Promise<void>;
  /** Before they expire, of an ended generation. Throws `not_found` or `invalid_request`. */
  deleteImages(id: string, caller: Caller): Promise<void>;
  /**
   * Takes one of the places to watch that the caller's key has, until `closed`: the client's connection is. Throws
   * `concurrency_limited`.
   */
  watch(caller: Caller, closed: AbortSignal): Follow;
  /** The caller's generations, newest first. */
  list(query: ListQuery, caller: Caller): Promise<ListPage>;
  lookUp(id: string, caller: Caller): Promise<Receipt | undefined>;
  quote(request: PricedRequest, caller: Caller): Promise<Quote>;
  /** The upstream's own answer to Google's `countTokens`; throws `no_channel` where no channel can count. */
  countTokens(model: Model, body: NativeParts, caller: Caller): Promise<unknown>;
  /** Money, usage and log of the caller's account. */
  books(caller: Caller): CallerBooks;
  /** The other keys of the caller's account and mode. */
  keys(caller: Caller, from: RequestOrigin): CallerKeys;
  /** Callbacks of the caller's account, their log and their secrets. */
  callbacks(caller: Caller, from: RequestOrigin): CallerCallbacks;
  prices(): Promise<readonly ListedPrice[]>;
  /** The recommended route of a model, and what of it no check speaks for. */
  standingOf(model: string): Promise<ModelStanding>;
  readonly links: ArtifactLinks;
  /**
   * References as they are stored: links to artifacts of this server without what they were signed with. Throws
   * `reference_refused` for a link that does not open its artifact now, unless the artifact is the caller's own.
   */
  admitReferences(references: readonly Reference[], caller: Caller): Promise<readonly Reference[]>;
  /** `key` is the path below `/task-artifacts/`. */
  findArtifact(key: string): Promise<FoundArtifact>;
  /** Throws `archive_unavailable`, which may be tried again. */
  openArtifact(artifact: Artifact, reader?: ImageReader): Promise<Readable>;
  batches(caller: Caller): CallerBatches;
  uploads(caller: Caller): CallerUploads;
  /** `name` is the path below `/uploads/`. */
  findUpload(name: string): Promise<FoundArtifact>;
  /** Puts bytes into a place that was reserved under that name. */
  fillUpload(name: string, filling: Filling): Promise<Upload>;
  /** The same in pieces. */
  fillUploadPiece(name: string, piece: Piece): Promise<PieceTaken>;
  /** Native answers of requests with an Idempotency-Key, byte for byte. */
  readonly replayBodies: {
    keep(generationId: string, path: string, facts: { sizeBytes: number; turnOf: string }): Promise<void>;
    open(
      generationId: string,
      reader: ImageReader,
    ): Promise<{ stream: Readable; sizeBytes: number } | undefined>;
    remove(generationId: string): Promise<void>;
  };
  /** Folder for temporary files of requests. */
  readonly spoolFolder: string;
  /** In memory, and in temporary files. */
  readonly bodies: { readonly memory: BodyRoom; readonly disk: BodyRoom };
}
