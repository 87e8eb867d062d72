import type { IncomingMessage } from 'node:http';
import { checkDeclaredLength, chunksOf, type Hold, tooLarge } from './read-body.ts';

/** The body as it arrives; `limitBytes` is refused as soon as it is passed. */
export async function* readBytes(
  message: IncomingMessage,
  limitBytes: number,
  hold?: Hold,
): AsyncGenerator<Uint8Array> {
  checkDeclaredLength(message, limitBytes);
  let sizeBytes = 0;
  for await (const chunk of chunksOf(message)) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    hold?.disk(chunk.length);
    yield chunk;
  }
}
