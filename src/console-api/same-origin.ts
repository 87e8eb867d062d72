import type { FastifyRequest } from 'fastify';
import { Failure } from '../generation/failure.ts';

/** `host`: as asked for; what X-Forwarded-Host says where a trusted proxy sent it. */
type Asked = Pick<FastifyRequest, 'method' | 'headers' | 'host'>;

/**
 * Refuses a change that a page of another origin could have sent with the visitor's cookie: it must carry a header
 * that only scripts of the same origin may set, and an Origin, when there is one, that is ours: of the host that was
 * asked, or of the public URL, which a proxy in front need not pass on as the host.
 */
export function checkSameOrigin({ method, headers, host }: Asked, publicUrl: string): void {
  const { origin } = headers;
  const isOurs = origin === undefined || isOwn(origin, host, publicUrl);
  if (isOurs && (method === 'GET' || headers['x-plantain-console'] === '1')) return;
  throw new Failure('permission_denied', {
    message: isOurs
      ? 'Only pages of the console may ask for this.'
      : 'Only pages of the console may ask for this. Behind a proxy, PLANTAIN_PUBLIC_URL has to be the origin browsers see.',
    internal: `origin ${origin}, host ${host}`,
  });
}

function isOwn(origin: string, host: string, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  if (asked.origin === new URL(publicUrl).origin) return true;
  // Browsers leave the usual port out of an Origin; proxies may write it into Host.
  const usualPort = asked.protocol === 'https:' ? /:443$/ : /:80$/;
  return asked.host === host.toLowerCase().replace(usualPort, '');
}
