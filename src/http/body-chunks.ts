import type { IncomingMessage } from 'node:http';
import { type BodyShare, cutOff, tooLarge } from './body-limits.ts';
import { packingOf, unpacked } from './unpack-body.ts';

/** Unpacked. Ending the loop leaves the connection open: the refusal still has to be sent on it. */
export function chunksOf(
  message: IncomingMessage,
  limitBytes: number,
  share?: BodyShare,
): AsyncIterable<Buffer> {
  const packing = packingOf(message);
  if (packing) return unpacked(message, packing, limitBytes, share);
  return untilCut(message);
}

async function* untilCut(message: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw cutOff(error);
  }
}

/** Most bodies are one chunk, for which an iterator would cost more than all else that is done with it. */
export function allOf(message: IncomingMessage, limitBytes: number, share?: BodyShare): Promise<Buffer> {
  const packing = packingOf(message);
  if (packing) return gathered(unpacked(message, packing, limitBytes, share), limitBytes, share);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const settle = (act: () => void) => {
      message.off('data', take).off('end', end).off('error', cut).off('close', cut);
      act();
    };
    const take = (chunk: Buffer) => {
      sizeBytes += chunk.length;
      try {
        if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
        share?.memory(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        // The rest is left on the connection: what is refused decides about it.
        message.pause();
        settle(() => reject(error));
      }
    };
    const end = () =>
      settle(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const cut = (error?: Error) => settle(() => reject(cutOff(error)));
    message.on('error', cut).on('close', cut).on('end', end).on('data', take);
    if (message.destroyed) cut();
  });
}

async function gathered(
  body: AsyncIterable<Buffer>,
  limitBytes: number,
  share: BodyShare | undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    share?.memory(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
