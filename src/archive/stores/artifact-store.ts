import type { Readable } from 'node:stream';

/**
 * Where the bytes of artifacts live. Keys are plain paths such as `2026/11/21/sync-image/name-1.png`; every method
 * rejects with `InvalidArtifactKey` for anything that could leave the store, and with `ArchiveUnavailable` when the
 * disk or the S3 server fails.
 */
export interface ArtifactStore {
  /** Folder for unfinished files, from which `keep` takes over at no cost. */
  readonly spoolFolder: string;
  /**
   * Takes over a finished file: when this resolves it is under `key`, whole, and `spoolPath` is gone; when it rejects
   * the file is still there. A key kept before is replaced at once as a whole; who reads it reads the old bytes to
   * the end.
   */
  keep(spoolPath: string, key: string, facts: ArtifactFacts): Promise<void>;
  /**
   * The bytes, or undefined for a key that is not there. The stream must be read or destroyed. Rejects with
   * `RangeNotSatisfiable` when the range starts at or after the end, and with `ArchiveBusy` when too many read.
   */
  open(key: string, range?: StoredRange, reader?: ArtifactReader): Promise<OpenArtifact | undefined>;
  head(key: string): Promise<ArtifactEntry | undefined>;
  /** Resolves also when there is nothing to delete. */
  delete(key: string): Promise<void>;
  /** Every artifact below a folder (`2026/11`; all of them for an empty string), in no promised order. */
  list(folder: string): AsyncIterable<ArtifactEntry>;
  /** Resolves when artifacts can be kept now. */
  ready(giveUp?: AbortSignal): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}

export interface ArtifactFacts {
  readonly mediaType: string;
  /** Must be the size of the file. */
  readonly sizeBytes: number;
  /** Whose it is: where files wait to be sent, owners take turns. Those that name nobody are one. */
  readonly turnOf?: string;
  /** Kept only to see whether that can be done: it waits behind no other file, and until this aborts. */
  readonly probe?: AbortSignal;
}

/** Both ends inclusive, as in HTTP; an end beyond the last byte means the last byte. */
export interface StoredRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Who reads. Where that takes connections, downloads share theirs among themselves: the work of callers needs none of
 * them.
 */
export interface ArtifactReader {
  /** Anybody who has the URL, and as slowly as they like. Absent: work of ours, answers to callers among it. */
  readonly isDownload?: boolean;
  /** Who may not have all connections of a share, and takes turns with others: an address, a key. */
  readonly turnOf?: string;
  /** Aborts when nobody waits for it any more; asked for when it has to wait for its turn. */
  readonly abandoned?: () => AbortSignal;
}

export interface OpenArtifact {
  readonly stream: Readable;
  /** Of this stream. */
  readonly sizeBytes: number;
  /** Of the artifact. */
  readonly totalBytes: number;
}

export interface ArtifactEntry {
  readonly key: string;
  readonly sizeBytes: number;
  /** Unix milliseconds of the moment it was kept. */
  readonly modifiedMs: number;
}
