import type { Readable } from 'node:stream';
import type { Caller } from './caller.ts';
import type { ModelCatalog } from './model.ts';
import type { Artifact, Outcome } from './outcome.ts';
import type { Relay } from './provider.ts';
import type { PricedRequest, Quote, Receipt } from './receipt.ts';
import type { GenerationRequest } from './request.ts';

/** The parts of a request that may carry an API key. */
export interface CredentialSource {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Inclusive byte positions. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An artifact as it is found by the path of its URL. */
export type FoundArtifact =
  | { readonly state: 'missing' | 'expired' }
  | {
      readonly state: 'kept';
      readonly artifact: Artifact;
      open(range?: ByteRange): Promise<Readable | undefined>;
    };

/** A create, read and ready to be accepted. */
export interface EngineRequest {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly caller: Caller;
  /** What the protocol needs to write the answer again. */
  readonly choice: Readonly<Record<string, unknown>>;
  /** From the Idempotency-Key header, and a hash of what the body means. */
  readonly claim?: { readonly key: string; readonly bodyHash: string };
}

export interface Generated {
  readonly outcome: Outcome;
  /** The choice to write with: the first request's, when this one only repeats it. */
  readonly choice: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
}

/** What the HTTP door needs of the house behind it. */
export interface Engine {
  readonly catalog: ModelCatalog;
  /** Origin of artifact URLs, without a slash at the end. */
  readonly publicUrl: () => string;
  authenticate(source: CredentialSource): Promise<Caller>;
  /** Throws the `Failure` a generation ended with. */
  generate(request: EngineRequest, relay?: Relay): Promise<Generated>;
  lookUp(id: string, caller: Caller): Promise<Receipt | undefined>;
  quote(request: PricedRequest, caller: Caller): Promise<Quote>;
  /** `key` is the path below `/task-artifacts/`. */
  findArtifact(key: string): Promise<FoundArtifact>;
  openArtifact(artifact: Artifact): Promise<Readable>;
  /** Native answers of requests with an Idempotency-Key, byte for byte. */
  readonly replayBodies: {
    keep(generationId: string, path: string, sizeBytes: number): Promise<void>;
    open(generationId: string): Promise<{ stream: Readable; sizeBytes: number } | undefined>;
  };
  /** Folder for temporary files of requests. */
  readonly spoolFolder: string;
}
