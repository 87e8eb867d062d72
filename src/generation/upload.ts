import type { MediaType } from './image-format.ts';

/** What may be sent as an upload. A GIF is kept as a PNG. */
export type UploadType = MediaType | 'image/gif';

/** An image a client left with us for a while, to use it as a reference. */
export interface Upload {
  /** `file_` and 32 hexadecimal digits: 128 random bits. */
  readonly id: string;
  /** Last part of its URL, which is `{public URL}/uploads/{name}`. */
  readonly name: string;
  readonly filename?: string;
  /** `awaited`: its place is reserved, its bytes are still to come. */
  readonly state: 'awaited' | 'kept';
  /** Of what is kept; what was promised while it is awaited. */
  readonly mediaType: UploadType;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
  /** Unix milliseconds after which it is gone. */
  readonly expiresAtMs: number;
}

/** A place for bytes that come later, by whoever has the token. */
export interface Reservation {
  readonly upload: Upload;
  readonly token: string;
  /** Unix milliseconds until which the bytes are taken. */
  readonly fillUntilMs: number;
}

export interface PromisedUpload {
  readonly mediaType: UploadType;
  readonly sizeBytes: number;
  readonly filename?: string;
}

/** Bytes for a reserved place, as they arrive. */
export interface Filling {
  readonly token: string;
  /** As declared by the request; must be what was promised. */
  readonly mediaType: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** One of the pieces that bytes for a reserved place come in. */
export interface Piece {
  readonly token: string;
  /** Bytes that came before it. */
  readonly offset: number;
  readonly isLast: boolean;
  /** Absent: only asks how far it is. */
  readonly bytes?: AsyncIterable<Uint8Array>;
}

/** How far an upload in pieces is. */
export interface PieceTaken {
  readonly upload: Upload;
  readonly receivedBytes: number;
}

/** A finished temporary file. */
export interface UploadedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * The uploads of one caller. What takes bytes rejects with `reference_rejected` for anything that is no whole PNG,
 * JPEG, WebP or still GIF, `payload_too_large` above `maxUploadBytes`, and `rate_limited` when the day of the key or of its
 * account is used up.
 */
export interface CallerUploads {
  keep(bytes: AsyncIterable<Uint8Array>, filename?: string): Promise<Upload>;
  /** Takes over a temporary file; it may still be there when this rejects. */
  keepFile(file: UploadedFile, filename?: string): Promise<Upload>;
  /** Fetches a URL through the egress guard; rejects with `reference_unreachable` or `_refused` when it cannot be had. */
  keepUrl(url: string, filename?: string): Promise<Upload>;
  reserve(promised: PromisedUpload): Promise<Reservation>;
  /** Undefined for an upload of somebody else, too. */
  find(id: string): Promise<Upload | undefined>;
  /** Those that are whole, newest first. */
  list(query: { readonly limit: number; readonly offset: number }): Promise<readonly Upload[]>;
  /** Deletes it now; false when there was none. */
  remove(id: string): Promise<boolean>;
}

/** 20 MiB, inclusive. */
export const maxUploadBytes = 20 * 1_048_576;
