import type { FailureCode } from './failure.ts';
import type { MediaType } from './image-format.ts';
import type { Resolution } from './resolution.ts';

/** A stored output image. */
export interface Artifact {
  /** Key in the artifact store: the path of its URL below `/task-artifacts/`. */
  readonly key: string;
  /** From 1; the suffix of the key. */
  readonly number: number;
  readonly mediaType: MediaType;
  readonly sizeBytes: number;
  readonly width: number;
  readonly height: number;
  /** Unix milliseconds after which it is gone. */
  readonly expiresAtMs: number;
  /** Set when the picture was converted here, e.g. a PNG made from a JPEG. */
  readonly convertedFrom?: MediaType;
  /** When somebody had it deleted before its time. */
  readonly deletedAtMs?: number;
}

/** Tokens the upstream counted, summed over a generation. */
export interface Usage {
  /** Text and images of the request together. */
  readonly promptTokens: number;
  readonly promptImageTokens: number;
  readonly textTokens: number;
  readonly imageTokens: number;
  readonly thoughtTokens: number;
  readonly totalTokens: number;
}

export const noUsage: Usage = {
  promptTokens: 0,
  promptImageTokens: 0,
  textTokens: 0,
  imageTokens: 0,
  thoughtTokens: 0,
  totalTokens: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    promptImageTokens: a.promptImageTokens + b.promptImageTokens,
    textTokens: a.textTokens + b.textTokens,
    imageTokens: a.imageTokens + b.imageTokens,
    thoughtTokens: a.thoughtTokens + b.thoughtTokens,
    totalTokens: a.totalTokens + b.totalTokens,
  };
}

/** A parameter the client sent that did not reach the upstream, and why. */
export interface Omission {
  /** In the client's words, e.g. `aspect_ratio`. */
  readonly parameter: string;
  readonly reason: string;
}

/** One try of one output on one channel. */
export interface Attempt {
  readonly slot: number;
  readonly number: number;
  readonly channel: string;
  readonly upstreamModel: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** `delivered`, or the code of its failure. */
  readonly result: 'delivered' | FailureCode;
  readonly upstreamStatus?: number;
  /** For the operator; never shown to a client. */
  readonly internal?: string;
  /** Tiers of the pictures that came and could not be delivered; absent where none did, or that is not known. */
  readonly arrived?: readonly Resolution[];
  /** Micro-USD the channel charges us for it; never shown to a client. */
  readonly costMicros?: number;
}

/** What routing decided about one way to do a generation. */
export interface RouteNote {
  readonly channel: string;
  readonly upstreamModel?: string;
  /** From 1: when it would be tried; absent: never. */
  readonly place?: number;
  /** Why not. */
  readonly reason?: string;
}

/** What the call of one image brought beside it. */
export type CallWords = Pick<CallFacts, 'text' | 'usage'>;

/** The end of a generation that delivered at least one image. */
export interface Outcome {
  readonly id: string;
  readonly createdAtMs: number;
  readonly artifacts: readonly Artifact[];
  /** Text the model wrote beside its images. */
  readonly text: string;
  readonly usage: Usage;
  /** Of each image in their order, where somebody waited for several; of older ones it was not kept. */
  readonly calls?: readonly CallWords[];
  readonly omitted: readonly Omission[];
  readonly channel: string;
  /** The model version the upstream named, or the id it was asked for. */
  readonly effectiveModel: string;
  readonly chargedMicros: number;
}

/** What one upstream call brought beside its images. */
export interface CallFacts {
  readonly text: string;
  readonly usage: Usage;
  /** Pictures the usage counts: kept ones, and those that were not. At least 1. */
  readonly pictureCount: number;
  readonly omitted: readonly Omission[];
  readonly effectiveModel: string;
}

/** The images one upstream call delivered, archived. */
export interface Produced extends CallFacts {
  readonly slot: number;
  readonly artifacts: readonly Artifact[];
  readonly channel: string;
}
