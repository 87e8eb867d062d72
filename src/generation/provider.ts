import type { ZodType } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { HttpHandler, HttpRequest, PacedTransfer, Transfer } from '../lib/http-client/http-client.ts';
import type { UntrustedHandler, UntrustedRequest } from '../lib/outbound.ts';
import type { AspectRatio } from './aspect-ratio.ts';
import type { Failure } from './failure.ts';
import type { ImageFormat } from './image-format.ts';
import type { Model, UpstreamModel } from './model.ts';
import type { CallFacts, Omission } from './outcome.ts';
import type { GenerationRequest, NativeBody } from './request.ts';
import type { Resolution } from './resolution.ts';

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
  readonly settings: ChannelSettings;
}

/** Settings of a channel as its provider's schema reads them. */
export type ChannelSettings = Readonly<Record<string, unknown>>;

/**
 * What a channel can do with one upstream model. A request it cannot take whole goes elsewhere or is cut down by
 * `omissions`; sizes of references and bodies are hard limits.
 */
export interface Capabilities {
  readonly maxReferences: number;
  /** `url`: takes only references that have a URL, and fetches them itself. */
  readonly referencesAs: 'content' | 'url';
  /** Of each reference, as it stands in its file. */
  readonly maxReferenceBytes: number;
  /** Of a whole request body, references encoded. */
  readonly maxRequestBytes: number;
  /** Unicode code points; absent: its contract names no limit. */
  readonly maxPromptLength?: number;
  readonly aspectRatios: readonly AspectRatio[];
  readonly resolutions: readonly Resolution[];
  /** Formats it can be asked for; pictures are converted here into any other. */
  readonly outputFormats: readonly ImageFormat[];
  readonly search: boolean;
  /** Passes native bodies through. */
  readonly native: boolean;
  /** What it took it charges for, whether or not its answer arrives: after a lost answer nothing is sent again. */
  readonly billsOnSubmit: boolean;
  /** `polled`: a submitted task is asked for until it ends. */
  readonly answer: 'awaited' | 'polled';
}

/** Takes the bytes of one image as they arrive. Calls are synchronous; the buffer is reused after each. */
export interface ImageWriter {
  write(buffer: Buffer, start: number, end: number): void;
  close(): void;
  /** Of a closed one: whether it begins as a picture does. */
  isPicture(): boolean;
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
  readonly task: TaskNotes;
  /** Sends to the channel's own host; the egress policy is already chosen. */
  send(request: HttpRequest, handler: HttpHandler): PacedTransfer;
  /** Sends to a host an upstream named, through the egress guard. */
  sendUntrusted(request: Omit<UntrustedRequest, 'trust'>, handler: UntrustedHandler): Transfer;
  readonly clock: Clock;
  /** When this try must have ended, over all it does, in Unix milliseconds by `clock`. */
  readonly deadlineMs: number;
}

/** A task at an upstream that is asked for until it ends. */
export interface TaskNotes {
  /** The task an earlier try of this output began, whose process died: it is asked for, and nothing is submitted. */
  readonly begun?: string;
  /** Resolves once the id of a task is where no crash can lose it; it is not asked for before. */
  taken(taskId: string): Promise<void>;
}

/** What a call needs beside its body. */
export type CallWork = Pick<ProviderWork, 'channel' | 'send' | 'clock' | 'deadlineMs'>;

/** Where a call goes, and what proves the right to make it. */
export interface CallAccess {
  readonly url: string;
  /** They hold the credential. Never log them. */
  readonly headers: Readonly<Record<string, string>>;
}

export type NativeParts = Pick<NativeBody, 'skeleton' | 'spools'>;

/** A native `countTokens` body, and where it goes. */
export interface CountWork extends CallWork, Pick<ProviderWork, 'model'> {
  readonly body: NativeParts;
  /** Whether the body is a client's own, and so what is refused of it. */
  readonly isNative: boolean;
}

export interface ProviderOutcome extends CallFacts {
  /** The images to keep, in order; everything else the provider has discarded. Never empty. */
  readonly images: readonly ImageWriter[];
  /** The upstream was asked for the quality, too: nothing is compressed a second time. */
  readonly compressed?: boolean;
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
  /** What OpenTelemetry's conventions for generative AI call it (`gen_ai.provider.name`); absent: its name. */
  readonly telemetryName?: string;
  /**
   * The secret of a channel: a text. Validation, console form and docs come from its `.meta({ title, description })`;
   * `multiline: true` asks for a larger field.
   */
  readonly credential: ZodType<string>;
  /** Settings of a channel beyond base URL and credential; every field has `.meta({ title, description })`. */
  readonly settings: ZodType;
  readonly defaultBaseUrl: string;
  /** Ids this API knows a public model by, in order; absent: those of the catalogue. */
  upstreamIds?(model: Model): readonly string[];
  capabilities(model: UpstreamModel, settings: ChannelSettings): Capabilities;
  /** What of the request this provider cannot send to that model, by parameter. Decided before any call. */
  omissions(request: GenerationRequest, model: UpstreamModel, settings: ChannelSettings): readonly Omission[];
  generate(work: ProviderWork): Promise<ProviderOutcome>;
  /**
   * Where Google's own contract is asked with the channel's credential (`method`: `{model}:{method}` of the URL), for
   * checks of what the upstream does by itself; absent where it speaks another. Rejects with a `Failure`.
   */
  nativeCall?(work: CallWork, method: string): Promise<CallAccess>;
  /** The upstream's answer to Google's `countTokens`, parsed; absent where the upstream has no such call. */
  countTokens?(work: CountWork): Promise<unknown>;
}

export const defineProvider = (provider: Provider): Provider => provider;
