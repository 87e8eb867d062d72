import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { WireFaults } from '../directives/wire-faults.ts';
import { type BodyPiece, bodyChunks, bodyLength } from './body-piece.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly BodyPiece[];
}

export const noFaults: WireFaults = { latencyMs: 0, gzip: false, half: false };

/**
 * Sends an answer piece by piece with back-pressure, and with the faults the request asked for. It resolves when
 * everything was handed to the socket or the client has gone.
 */
export async function sendBody(response: ServerResponse, answer: Answer, faults = noFaults): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  try {
    if (faults.latencyMs > 0) await delay(faults.latencyMs, undefined, { signal: closed.signal });
    if (faults.resetAt === 'before-head') return void response.socket?.resetAndDestroy();
    const length = faults.gzip ? undefined : bodyLength(answer.pieces);
    const announced = length !== undefined && faults.half ? Math.floor(length / 2) : length;
    writeHead(response, answer, announced, faults.gzip);
    await writeChunks(response, answer, length, faults, closed.signal);
  } catch (error) {
    if (!closed.signal.aborted) throw error;
  }
}

function writeHead(
  response: ServerResponse,
  answer: Answer,
  length: number | undefined,
  gzip: boolean,
): void {
  const headers: Record<string, string | number> = { ...answer.headers };
  // Streams carry no length: Google sends them chunked.
  if (length !== undefined && !headers['Content-Type']?.toString().startsWith('text/event-stream')) {
    headers['Content-Length'] = length;
  }
  if (gzip) headers['Content-Encoding'] = 'gzip';
  response.writeHead(answer.status, headers);
}

async function writeChunks(
  response: ServerResponse,
  answer: Answer,
  length: number | undefined,
  faults: WireFaults,
  signal: AbortSignal,
): Promise<void> {
  const breakAt = faults.cutAt ?? (typeof faults.resetAt === 'number' ? faults.resetAt : undefined);
  const share = breakAt ?? (faults.half ? 0.5 : undefined);
  const chunks = paced(
    encoded(answer.pieces, faults.gzip),
    length ?? estimate(answer.pieces),
    faults,
    signal,
  );
  let left =
    share === undefined ? Number.POSITIVE_INFINITY : Math.floor((length ?? estimate(answer.pieces)) * share);
  for await (const chunk of chunks) {
    const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= part.length;
    if (part.length > 0 && !response.write(part)) await once(response, 'drain', { signal });
    if (signal.aborted) return;
    if (left <= 0) break;
  }
  if (breakAt === undefined) return void response.end();
  await breakOff(response, faults);
}

/** FIN or RST with more announced than sent; what was written goes out first. */
async function breakOff(response: ServerResponse, faults: WireFaults): Promise<void> {
  const { socket } = response;
  if (!socket) return;
  response.flushHeaders();
  await new Promise((resolve) => socket.write('', resolve));
  if (typeof faults.resetAt === 'number') {
    // A reset overtakes bytes that are still on their way, so they get a moment.
    await delay(30);
    socket.resetAndDestroy();
    return;
  }
  socket.end();
  await delay(1000, undefined, { ref: false });
  socket.destroy();
}

function estimate(pieces: readonly BodyPiece[]): number {
  return bodyLength(
    pieces.map((piece) => (typeof piece === 'string' ? piece : { ...piece, escaped: false })),
  )!;
}

async function* encoded(pieces: readonly BodyPiece[], gzip: boolean): AsyncGenerator<Buffer> {
  if (!gzip) {
    yield* bodyChunks(pieces);
    return;
  }
  const compressor = createGzip({ level: 1 });
  const feed = (async () => {
    for (const chunk of bodyChunks(pieces)) {
      if (!compressor.write(chunk)) await once(compressor, 'drain');
    }
    compressor.end();
  })();
  feed.catch(() => {});
  yield* compressor as AsyncIterable<Buffer>;
}

const ticksPerSecond = 20;

/** Lets the bytes through at the rate the request asked for, twenty times a second. */
async function* paced(
  chunks: AsyncIterable<Buffer>,
  length: number,
  { slow }: WireFaults,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (!slow) {
    yield* chunks;
    return;
  }
  const bytesPerSecond = slow.bytesPerSecond ?? (length / Math.max(1, slow.ms ?? 1)) * 1000;
  const step = Math.max(1, Math.ceil(bytesPerSecond / ticksPerSecond));
  const startMs = performance.now();
  let sent = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += step) {
      const piece = chunk.subarray(at, at + step);
      sent += piece.length;
      const dueMs = startMs + (sent / bytesPerSecond) * 1000 - performance.now();
      if (dueMs > 1) await delay(dueMs, undefined, { signal });
      yield piece;
    }
  }
}
