import type { IncomingMessage } from 'node:http';
import { chunksOf } from './body-chunks.ts';
import { type BodyShare, checkDeclaredLength, tooLarge } from './body-limits.ts';

/** The body as it arrives; `limitBytes` is refused as soon as it is passed. */
export async function* readBytes(
  message: IncomingMessage,
  limitBytes: number,
  share?: BodyShare,
): AsyncGenerator<Uint8Array> {
  checkDeclaredLength(message, limitBytes);
  let sizeBytes = 0;
  for await (const chunk of chunksOf(message, limitBytes, share)) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    share?.disk(chunk.length);
    yield chunk;
  }
}
