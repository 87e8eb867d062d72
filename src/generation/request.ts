import type { TraceHeaders } from '../lib/tracing/trace-headers.ts';
import type { AspectRatio } from './aspect-ratio.ts';
import type { ImageFormat } from './image-format.ts';
import type { Omission } from './outcome.ts';
import type { AskedPixels } from './pixel-sizes.ts';
import type { Resolution } from './resolution.ts';

/**
 * An input image: a URL to fetch, or bytes that already stand in a temporary file of ours. `field` is where it stood
 * in the body, in the client's words, e.g. `image_input[3]`. `takesGif`: not for an upstream, only to be kept.
 * `label`: what failures call it, if not `Reference image 4`.
 */
export type Reference =
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly field?: string;
      readonly takesGif?: boolean;
      readonly label?: string;
    }
  | {
      readonly kind: 'spooled';
      readonly field?: string;
      readonly path: string;
      readonly mediaType: string;
      readonly sizeBytes: number;
      /** It stands in a native body and goes upstream as it came; so only on receipts. */
      readonly isPassedOn?: true;
    };

export type Strategy = 'auto' | 'value' | 'official';

/**
 * A native body as the client sent it: its JSON with a placeholder for every inline image and every long signature of
 * an earlier turn. They stand in temporary files, still base64, byte for byte as sent, and are put back in place on the
 * way upstream.
 */
export interface NativeBody {
  readonly skeleton: unknown;
  readonly spools: readonly NativeSpool[];
  /** Placeholders of the request's references, in their order: files that were named and not sent along. */
  readonly files?: readonly string[];
  /** What a receipt tells of the inline images. */
  readonly images?: readonly { readonly mediaType: string; readonly sizeBytes: number }[];
  /** `stream` asks for server-sent events, `array` for a JSON array of chunks, `once` for one body. */
  readonly answer: 'once' | 'stream' | 'array';
}

export interface NativeSpool {
  /** The string that stands for it in the skeleton. */
  readonly placeholder: string;
  /** Of the value it stands for. */
  readonly key: string;
  readonly path: string;
  /** Characters of base64 in the file. */
  readonly sizeBytes: number;
}

/** Whether it is an image, and no signature. */
export const isInlineImage = ({ key }: NativeSpool): boolean => key === 'data';

/** What a client asks for, in our words, whatever contract it came by. */
export interface GenerationRequest {
  /** Folder name of the protocol that read it. */
  readonly protocol: string;
  /** Public model name, aliases resolved. */
  readonly model: string;
  /** The model as the client wrote it; answers name it. */
  readonly requestedModel: string;
  readonly prompt: string;
  readonly references: readonly Reference[];
  /** Absent: leave the choice to the upstream. */
  readonly aspectRatio?: AspectRatio;
  readonly resolution?: Resolution;
  /** The model's own size of that ratio and tier, where the client asked for it in pixels; squares are every model's. */
  readonly pixels?: AskedPixels;
  readonly outputFormat?: ImageFormat;
  /** JPEG or WebP quality, 0–100. */
  readonly outputCompression?: number;
  /** Images wanted: one upstream call each. */
  readonly count: number;
  readonly search?: boolean;
  /** Ask for the model's words beside its images. */
  readonly text?: boolean;
  /** Absent: the key's default. */
  readonly strategy?: Strategy;
  /** The one channel to use, asked for with a key that may. */
  readonly channel?: string;
  /** Refuse instead of leaving out what a channel cannot do, and instead of taking a picture of another size or ratio. */
  readonly strict: boolean;
  /** Keep the last image of an answer that is no thought, or all of them. */
  readonly keep: 'last' | 'all';
  /** A task (`async-image`) or a request somebody waits for; artifact URLs say which. */
  readonly kind: 'sync-image' | 'async-image';
  /** Where to POST the news that a task ended. */
  readonly callbackUrl?: string;
  /**
   * Parameters the contract takes but has no use for; a strict request is refused for them. Of an accepted one the first
   * 100 and how many more there are.
   */
  readonly omitted: readonly Omission[];
  readonly native?: NativeBody;
  /** Where the trace of the request that handed in this task goes on; only where requests are traced. */
  readonly trace?: TraceHeaders;
}
