import type { ZodType } from 'zod';
import type { HttpHandler, HttpRequest, Transfer } from '../lib/http-client/http-client.ts';
import type { Failure } from './failure.ts';
import type { UpstreamModel } from './model.ts';
import type { Omission, Usage } from './outcome.ts';
import type { GenerationRequest } from './request.ts';

/** A reference image that stands in a temporary file, inspected. */
export interface ReadyReference {
  readonly path: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly width: number;
  readonly height: number;
  /** Where it came from, for the receipt: its URL, or `inline`. */
  readonly source: string;
}

/** The channel as its provider sees it. */
export interface ChannelAccess {
  readonly id: string;
  readonly baseUrl: string;
  /** The secret in clear. Never log it, never put it into a message. */
  readonly credential: string;
  /** Checked against the provider's own `settings` schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Takes the bytes of one image as they arrive. Calls are synchronous; the buffer is reused after each. */
export interface ImageWriter {
  write(buffer: Buffer, start: number, end: number): void;
  close(): void;
  /** Drops what was written: a draft, or the rest of a failed answer. */
  discard(): void;
}

export interface ImageIntake {
  open(): ImageWriter;
}

/**
 * Passes the bytes of a native answer on to the client while they arrive. Bytes are held until
 * `commit()`, which the provider calls at the first byte of an image: until then another channel may
 * still be tried, and each try starts with `begin()`.
 */
export interface Relay {
  /** Called before each try: where it goes, and what it leaves out. */
  announce(channel: string, omitted: readonly Omission[]): void;
  begin(status: number, headers: Readonly<Record<string, string>>): void;
  /** False asks the provider to pause its transfer; `onDrain` tells when to go on. */
  write(buffer: Buffer, start: number, end: number): boolean;
  commit(): void;
  onDrain(resume: () => void): void;
  /**
   * Called once before the end of the generation is written, with the failure it ends with: by then it must be
   * safe what a repeat of the request will be answered with.
   */
  keepAnswer(failure?: Failure): Promise<void>;
  readonly committed: boolean;
}

/** Everything a provider needs for one output on one channel. */
export interface ProviderWork {
  readonly request: GenerationRequest;
  readonly references: readonly ReadyReference[];
  readonly channel: ChannelAccess;
  readonly model: UpstreamModel;
  readonly images: ImageIntake;
  readonly relay?: Relay;
  /** Sends to the channel's own host; the egress policy is already chosen. */
  send(request: HttpRequest, handler: HttpHandler): Transfer;
  readonly signal: AbortSignal;
  /** Longest this try may take, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ProviderOutcome {
  /** The images to keep, in order; everything else the provider has discarded. Never empty. */
  readonly images: readonly ImageWriter[];
  readonly text: string;
  readonly usage: Usage;
  readonly omitted: readonly Omission[];
  readonly effectiveModel: string;
}

/**
 * Code that speaks one upstream API; one file of `providers/`, its default export.
 * It must not retry, choose another channel, charge, or archive. Every failure it throws is a `Failure`;
 * what it does not recognise is `upstream_rejected` with the raw text kept internal.
 */
export interface Provider {
  /** Equal to its file name. */
  readonly name: string;
  readonly title: string;
  /** Settings of a channel beyond base URL and credential: validation, console form and docs come from it. */
  readonly settings: ZodType;
  readonly defaultBaseUrl: string;
  /** What of the request this provider cannot send to that model, by parameter. Decided before any call. */
  omissions(request: GenerationRequest, model: UpstreamModel): readonly Omission[];
  generate(work: ProviderWork): Promise<ProviderOutcome>;
}

export const defineProvider = (provider: Provider): Provider => provider;
