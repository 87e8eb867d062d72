import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { invalidArgument } from '../google-error.ts';
import type { ReferenceReader } from '../pictures/reference-image.ts';
import { BodyScanner } from './body-scanner.ts';
import { type BytesLookup, InlineBytes } from './inline-bytes.ts';

export interface GenerateBody {
  /** The JSON text with every `data` string replaced by a placeholder. */
  readonly skeleton: string;
  readonly lookup: BytesLookup;
  readonly sizeBytes: number;
}

/** Google's limit for one request with inline data since January 2026. */
const maxBodyBytes = 100 * 1024 * 1024;

/** One nonce per process: a client cannot guess a placeholder. */
const nonce = randomBytes(12).toString('hex');

/**
 * Reads the body of a generation. Each inline picture is turned into a thumbnail before more of the body is
 * taken from the socket, so a request holds at most one decoded picture at a time.
 * @throws GoogleError 400 when the body is larger than 100 MB or not what its content-encoding says.
 */
export async function readGenerateBody(
  request: IncomingMessage,
  readReference: ReferenceReader,
): Promise<GenerateBody> {
  const scanner = new BodyScanner((index) => `inline-${nonce}-${index}`);
  const inline: InlineBytes[] = [];
  let sizeBytes = 0;
  for await (const chunk of decoded(request)) {
    sizeBytes += chunk.length;
    // What is too much is read and dropped: a client that is still sending would not see an early answer.
    if (sizeBytes > maxBodyBytes) continue;
    for (const { bytes, isBase64, excerpt } of scanner.write(chunk)) {
      const picture = isBase64 ? await readReference(bytes) : undefined;
      inline.push(new InlineBytes(bytes.length, isBase64, excerpt, picture));
    }
  }
  if (sizeBytes > maxBodyBytes) {
    throw invalidArgument(`Request payload size exceeds the limit: ${maxBodyBytes} bytes.`);
  }
  const prefix = `inline-${nonce}-`;
  const lookup: BytesLookup = (text) =>
    text.startsWith(prefix) ? inline[Number(text.slice(prefix.length))] : undefined;
  return { skeleton: scanner.skeleton(), lookup, sizeBytes };
}

async function* decoded(request: IncomingMessage): AsyncGenerator<Buffer> {
  if (request.headers['content-encoding'] !== 'gzip') {
    yield* request as AsyncIterable<Buffer>;
    return;
  }
  const plain = createGunzip();
  pipeline(request, plain, () => {});
  try {
    yield* plain as AsyncIterable<Buffer>;
  } catch (error) {
    if (request.errored) throw error;
    // Not verified.
    throw invalidArgument('Request body is not valid gzip data.');
  }
}
