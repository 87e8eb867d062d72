import type { Socket } from 'node:net';
import { BodyPlanFailure } from '../body-plan/body-plan.ts';
import { drained, writePlan } from '../body-plan/write-plan.ts';
import type { HttpBody, StreamedBody } from './http-exchange.ts';
import { isStreamed } from './request-head.ts';

/** Bodies up to this size are written together with their head. */
const oneWriteBytes = 64 * 1024;

/** The body as bytes if it is small and in memory; it then needs no `sendBody`. */
export function bodyAtOnce(
  body: HttpBody | undefined,
  sizeBytes: number | undefined,
): Uint8Array | undefined {
  if (body === undefined) return new Uint8Array(0);
  if (sizeBytes === undefined || sizeBytes > oneWriteBytes) return undefined;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  if (isStreamed(body)) return undefined;
  const parts = body.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return parts.every((part) => part instanceof Uint8Array) ? Buffer.concat(parts) : undefined;
}

/**
 * Writes a body in pieces, waiting for the socket. Rejects with the body's own failure (`BodyPlanFailure`, or
 * what the stream threw), with the signal's reason, or with `target_closed` when the socket is gone.
 */
export async function sendBody(body: HttpBody, socket: Socket, signal: AbortSignal): Promise<void> {
  if (typeof body === 'string' || body instanceof Uint8Array) await writePlan([body], socket, signal);
  else if (isStreamed(body)) await sendStream(body, socket, signal);
  else await writePlan(body, socket, signal);
}

async function sendStream(body: StreamedBody, socket: Socket, signal: AbortSignal): Promise<void> {
  const { sizeBytes } = body;
  let sent = 0;
  for await (const chunk of body.open()) {
    signal.throwIfAborted();
    if (chunk.byteLength === 0) continue;
    if (socket.destroyed) throw new BodyPlanFailure('target_closed', 'the receiver is closed');
    sent += chunk.byteLength;
    if (sizeBytes !== undefined && sent > sizeBytes)
      throw new RangeError('the stream is longer than declared');
    if (!writeChunk(socket, chunk, sizeBytes === undefined)) await drained(socket, signal);
  }
  if (sizeBytes === undefined) socket.write('0\r\n\r\n', 'latin1');
  else if (sent !== sizeBytes) throw new RangeError('the stream is shorter than declared');
}

function writeChunk(socket: Socket, chunk: Uint8Array, chunked: boolean): boolean {
  if (!chunked) return socket.write(chunk);
  socket.cork();
  socket.write(`${chunk.byteLength.toString(16)}\r\n`, 'latin1');
  socket.write(chunk);
  const ready = socket.write('\r\n', 'latin1');
  socket.uncork();
  return ready;
}
