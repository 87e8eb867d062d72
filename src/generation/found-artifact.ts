import type { Readable } from 'node:stream';
import type { Artifact } from './outcome.ts';

/** Inclusive byte positions. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Whom an image is read for. */
export interface ImageReader {
  /** Anybody who has its URL: never in the way of what is done for callers. */
  readonly isDownload?: boolean;
  /** Readers of one address or key take turns with those of others. */
  readonly turnOf?: string;
  /** Aborts when nobody waits for the image any more; asked for when there is something to wait for. */
  readonly abandoned?: () => AbortSignal;
}

/** An artifact as it is found by the path of its URL. */
export type FoundArtifact =
  | { readonly state: 'missing' | 'expired' }
  | {
      readonly state: 'kept';
      readonly artifact: Artifact;
      /** Throws `archive_unavailable`, and `overloaded` where too many download. */
      open(range?: ByteRange, reader?: ImageReader): Promise<Readable | undefined>;
    };
