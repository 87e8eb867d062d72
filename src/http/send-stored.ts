import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange, FoundArtifact } from '../generation/found-artifact.ts';
import type { Clock } from '../lib/clock.ts';
import { whenAbandoned } from './abandoned.ts';
import { inertHeaders } from './inert-headers.ts';
import { names } from './revalidate.ts';

const storedHeaders = {
  ...inertHeaders,
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'referrer-policy': 'no-referrer',
};

/** Sends a stored image: inert, with ranges, and caching that ends at expiry, or with the link that led here. */
export async function sendStored(
  found: FoundArtifact,
  clock: Clock,
  request: FastifyRequest,
  reply: FastifyReply,
  linkUntilMs = Infinity,
): Promise<FastifyReply> {
  reply.headers(storedHeaders);
  if (found.state !== 'kept') {
    return found.state === 'expired'
      ? refuse(reply, 410, 'This image has expired or was deleted.')
      : refuse(reply, 404, 'No such image.');
  }
  const { artifact } = found;
  const { sizeBytes } = artifact;
  const name = artifact.key.slice(artifact.key.lastIndexOf('/') + 1);
  const etag = `"${name}"`;
  const isSame = names(request.headers['if-none-match'], etag);
  // A range of another picture than the client has the rest of would make neither.
  const ifRange = request.headers['if-range'] ?? etag;
  const range = ifRange === etag ? readRange(request.headers.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable' && !isSame) {
    return refuse(reply.header('content-range', `bytes */${sizeBytes}`), 416, 'The image ends before.');
  }
  const part = range === 'unsatisfiable' ? undefined : range;
  const isRead = request.method !== 'HEAD' && !isSame;
  // Before any header that lets it be cached: what the archive cannot give now it may give later.
  const reader = { isDownload: true, turnOf: request.ip, abandoned: whenAbandoned(reply) };
  const stream = isRead ? await found.open(part, reader) : undefined;
  if (isRead && !stream) return refuse(reply, 404, 'No such image.');
  const untilMs = Math.min(artifact.expiresAtMs, linkUntilMs);
  const restSeconds = Math.max(0, Math.floor((untilMs - clock.now()) / 1000));
  reply.headers({
    'cache-control': `public, max-age=${restSeconds}, immutable`,
    expires: new Date(untilMs).toUTCString(),
    etag,
    'accept-ranges': 'bytes',
  });
  if (isSame) return reply.code(304).send();
  reply.code(part ? 206 : 200).headers({
    'content-type': artifact.mediaType,
    'content-length': part ? part.end - part.start + 1 : sizeBytes,
    'content-disposition': `inline; filename="${name}"`,
    ...(part ? { 'content-range': `bytes ${part.start}-${part.end}/${sizeBytes}` } : {}),
  });
  return reply.send(stream);
}

/** Refuses an image before it is looked for. */
export const refuseStored = (reply: FastifyReply, status: number, sentence: string): FastifyReply =>
  refuse(reply.headers(storedHeaders), status, sentence);

function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(sentence);
}

/** One range of bytes. Several ranges, or units we do not know, are answered with the whole image. */
function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1);
  return start > end || start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
