import type { UrlOf } from './artifact-links.ts';
import type { Asked } from './books.ts';
import type { Failure, FailureCode } from './failure.ts';
import type { Outcome } from './outcome.ts';
import type { Receipt } from './receipt.ts';
import type { GenerationRequest } from './request.ts';
import type { RouteDocs } from './route-docs.ts';
import type { OpenInput, ReadRequest, RouteInput, WireChoice } from './route-input.ts';
import type { WireAnswer } from './wire-answer.ts';

/** How one protocol says one failure. */
export interface WireFailure {
  readonly status: number;
  /** Protocol-specific words, e.g. `type` and `code` of an OpenAI error or the gRPC `status` of a Google one. */
  readonly code: string;
  readonly type?: string;
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
