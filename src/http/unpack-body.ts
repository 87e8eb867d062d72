import type { IncomingMessage } from 'node:http';
import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  type Gunzip,
} from 'node:zlib';
import { Failure } from '../generation/failure.ts';
import { type BodyShare, cutOff, tooLarge } from './body-limits.ts';

type Decoder = Gunzip | BrotliDecompress;

interface Packing {
  readonly open: () => Decoder;
  /** What a decoder looks back at, and so keeps of what it has unpacked. */
  readonly windowBytes: number;
}

const settings = { chunkSize: 65_536 };
const gzip: Packing = { open: () => createGunzip(settings), windowBytes: 32_768 };

/** By the name that Content-Encoding says, in lower case. */
const packings: ReadonlyMap<string, Packing> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { open: () => createInflate(settings), windowBytes: 32_768 }],
  ['br', { open: () => createBrotliDecompress(settings), windowBytes: 16_777_216 }],
]);

/** Throws `unsupported_media_type` where the body is packed in a way that is not known here. */
export function packingOf({ headers }: IncomingMessage): Packing | undefined {
  const encoding = headers['content-encoding'];
  if (encoding === undefined) return undefined;
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  const packing = packings.get(name);
  if (packing) return packing;
  throw new Failure('unsupported_media_type', {
    message: `Content-Encoding ${JSON.stringify(name.slice(0, 40))} is not taken. Send the body as it is, or packed once with gzip, deflate or br.`,
  });
}

/**
 * What a packed body holds, as it arrives. Packed it may have `limitBytes`, too: packed pieces may hold nothing. Throws
 * `payload_too_large`, and `invalid_request` where it is broken, cut off or followed by something else.
 */
export async function* unpacked(
  message: IncomingMessage,
  { open, windowBytes }: Packing,
  limitBytes: number,
  share?: BodyShare,
): AsyncGenerator<Buffer> {
  const decoder = open();
  let packedBytes = 0;
  let keptBytes = 0;
  const count = (chunk: Buffer) => {
    packedBytes += chunk.length;
    if (packedBytes > limitBytes) decoder.destroy(tooLarge(limitBytes));
  };
  const gone = cutOff();
  const cut = () => {
    if (!message.readableEnded) decoder.destroy(gone);
  };
  message.on('data', count).on('error', cut).on('close', cut).pipe(decoder);
  if (message.destroyed) cut();
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      const grownBytes = Math.min(chunk.length, windowBytes - keptBytes);
      keptBytes += grownBytes;
      share?.memory(grownBytes);
      yield chunk;
    }
    if (decoder.bytesWritten < packedBytes) throw new Error('bytes after the end of the packed body');
  } catch (error) {
    throw error instanceof Failure ? error : broken(message, error);
  } finally {
    // The rest is left on the connection: what is refused decides about it.
    message.off('data', count).off('error', cut).off('close', cut).unpipe(decoder);
    decoder.destroy();
  }
}

const broken = ({ headers }: IncomingMessage, error: unknown) =>
  new Failure('invalid_request', {
    message: `The request body is not whole and valid ${headers['content-encoding']}, as its Content-Encoding says.`,
    internal: (error as Error).message,
    cause: error,
  });
