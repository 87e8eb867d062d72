import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import { contentCodings } from './content-codings.ts';
import type { HttpHeaders } from './http-exchange.ts';
import { HttpFailure, type HttpFailureCode } from './http-failure.ts';

/** An error body is a few kilobytes; more is not worth unpacking. */
const unpackedLimitBytes = 64 * 1024;

/**
 * What a refusal says, from its beginning. It is told by its status, so nothing that is wrong with its body, packed
 * though nobody asked, cut or endless, does more than to leave fewer words.
 */
export class RefusedBody {
  private readonly headers: HttpHeaders;
  private readonly limitBytes: number;
  private readonly pieces: Buffer[] = [];
  private sizeBytes = 0;

  constructor(headers: HttpHeaders, limitBytes = unpackedLimitBytes) {
    this.headers = headers;
    this.limitBytes = limitBytes;
  }

  take(buffer: Buffer, start: number, end: number): void {
    const room = this.limitBytes - this.sizeBytes;
    if (room <= 0) return;
    const stop = Math.min(end, start + room);
    this.pieces.push(Buffer.from(buffer.subarray(start, stop)));
    this.sizeBytes += stop - start;
  }

  /** Empty where it is packed in a way that cannot be undone, or says too much. */
  bytes(): Buffer {
    const came = Buffer.concat(this.pieces);
    const codings = contentCodings(this.headers['content-encoding']);
    if (codings.length === 0) return came;
    const unpack = codings.length === 1 ? unpackers[codings[0] as string] : undefined;
    try {
      return unpack?.(came.subarray(0, unpackedLimitBytes)) ?? nothing;
    } catch {
      return nothing;
    }
  }
}

/** Whether a response of this status that failed is known well enough by it: it was neither given up here nor lost here. */
export const isToldByStatus = (status: number, failure: unknown): boolean =>
  status >= 400 && failure instanceof HttpFailure && !ours.has(failure.code);

const ours: ReadonlySet<HttpFailureCode> = new Set(['aborted', 'taker_failed', 'closed']);

const nothing = Buffer.alloc(0);

// Flushed, not finished: what came of a body that was cut is unpacked, too.
const zlib = { maxOutputLength: unpackedLimitBytes, finishFlush: constants.Z_SYNC_FLUSH };
const brotli = { maxOutputLength: unpackedLimitBytes, finishFlush: constants.BROTLI_OPERATION_FLUSH };
const gunzip = (bytes: Buffer) => gunzipSync(bytes, zlib);

const unpackers: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: (bytes) => inflateSync(bytes, zlib),
  br: (bytes) => brotliDecompressSync(bytes, brotli),
};
