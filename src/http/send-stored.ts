import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange, FoundArtifact } from '../generation/engine.ts';
import type { Clock } from '../lib/clock.ts';

/** Nothing that is served here may ever run as a page, whatever its bytes say. */
const inertHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'referrer-policy': 'no-referrer',
};

/** Sends a stored image: inert, with ranges, and caching that ends at expiry. */
export async function sendStored(
  found: FoundArtifact,
  clock: Clock,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.headers(inertHeaders);
  if (found.state !== 'kept') {
    const [status, sentence] =
      found.state === 'expired'
        ? ([410, 'This image has expired.'] as const)
        : ([404, 'No such image.'] as const);
    return reply
      .code(status)
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(sentence);
  }
  const { artifact } = found;
  const restSeconds = Math.max(0, Math.floor((artifact.expiresAtMs - clock.now()) / 1000));
  reply.headers({
    'content-type': artifact.mediaType,
    'cache-control': `public, max-age=${restSeconds}, immutable`,
    expires: new Date(artifact.expiresAtMs).toUTCString(),
    etag: `"${artifact.key.slice(artifact.key.lastIndexOf('/') + 1)}"`,
    'accept-ranges': 'bytes',
  });
  if (request.headers['if-none-match'] === reply.getHeader('etag')) return reply.code(304).send();
  const range = readRange(request.headers.range, artifact.sizeBytes);
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${artifact.sizeBytes}`).send();
  }
  const length = range ? range.end - range.start + 1 : artifact.sizeBytes;
  reply.code(range ? 206 : 200).header('content-length', length);
  if (range) reply.header('content-range', `bytes ${range.start}-${range.end}/${artifact.sizeBytes}`);
  if (request.method === 'HEAD') return reply.send();
  const stream = await found.open(range);
  if (!stream)
    return reply.code(404).removeHeader('content-length').type('text/plain').send('No such image.');
  return reply.send(stream);
}

/** One range of bytes. Several ranges, or units we do not know, are answered with the whole image. */
function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1);
  return start > end || start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
