import type { FastifyRequest } from 'fastify';

const secureName = '__Host-plantain';
/** Browsers refuse `__Host-` without TLS, except on this machine. */
const plainName = 'plantain-console';

/**
 * The session's token; undefined without one. Only the name that belongs to how the request came: over TLS a cookie of
 * the plain name may have been planted by a neighbouring host, which `__Host-` is there to keep out.
 */
export function readCookie(request: FastifyRequest): string | undefined {
  const form = new RegExp(`(?:^|;\\s*)${nameFor(request)}=([0-9A-Za-z]{43})(?:;|$)`);
  return form.exec(request.headers.cookie ?? '')?.[1];
}

/** Not readable by scripts, and sent only by pages of this very origin. */
export function writeCookie(request: FastifyRequest, token: string | undefined): string {
  const secure = isSecure(request) ? '; Secure' : '';
  const end = token === undefined ? '; Max-Age=0' : '';
  return `${nameFor(request)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${secure}${end}`;
}

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https';

const nameFor = (request: FastifyRequest): string => (isSecure(request) ? secureName : plainName);
