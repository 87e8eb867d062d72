import type { FastifyReply, FastifyRequest } from 'fastify';

/** Tells browsers that a page of another origin may ask; true: a preflight request was answered with that. */
export type AllowOrigin = (request: FastifyRequest, reply: FastifyReply) => boolean;

/** What a page may read of an answer beside what every page may. */
const exposed = [
  ...['x-request-id', 'x-plantain-generation', 'x-plantain-channel', 'x-plantain-cost-usd'],
  ...['x-plantain-omitted', 'idempotent-replayed', 'retry-after', 'retry-after-ms', 'x-should-retry'],
  ...['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ...['ratelimit', 'ratelimit-policy', 'allow', 'etag', 'location', 'accept-ranges', 'content-range'],
  ...['content-disposition', 'x-goog-upload-url', 'x-goog-upload-control-url', 'x-goog-upload-status'],
  ...['x-goog-upload-chunk-granularity', 'x-goog-upload-size-received'],
].join(', ');

/** As long as Chromium believes it. */
const preflightSeconds = '7200';
const headerNames = /^[\w!#$%&'*+.^`|~, -]{1,4000}$/;

/**
 * Lets pages of these origins, of all with `*`, use the addresses that begin with these words. Never with cookies: a
 * key in a header is what counts there, and the console, whose sessions are cookies, is not among them.
 */
export function createAllowOrigin(
  origins: readonly string[],
  firstWords: ReadonlySet<string>,
): AllowOrigin | undefined {
  if (origins.length === 0) return undefined;
  const known = new Set(origins);
  const isOpen = known.has('*');
  return (request, reply) => {
    const word = /^\/([^/?]*)/.exec(request.url)?.[1] ?? '';
    if (!firstWords.has(word)) return false;
    const { origin } = request.headers;
    if (!isOpen) reply.header('vary', 'origin');
    if (!isOpen && (origin === undefined || !known.has(origin))) return false;
    reply.header('access-control-allow-origin', isOpen ? '*' : origin);
    reply.header('access-control-expose-headers', exposed);
    return origin !== undefined && request.method === 'OPTIONS' && answerPreflight(request, reply);
  };
}

/** Every header is taken that is asked for: each SDK brings names of its own (`x-stainless-…`). */
function answerPreflight({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  if (headers['access-control-request-method'] === undefined) return false;
  const wanted = headers['access-control-request-headers'];
  if (wanted !== undefined && headerNames.test(wanted)) reply.header('access-control-allow-headers', wanted);
  reply.removeHeader('access-control-expose-headers');
  void reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-max-age': preflightSeconds,
      vary: 'origin, access-control-request-method, access-control-request-headers',
    })
    .send();
  return true;
}
