import type { FastifyRequest } from 'fastify';

const secureName = '__Host-plantain';
/** Browsers refuse `__Host-` without TLS, except on this machine. */
const plainName = 'plantain-console';

/** The session's token; undefined without one. */
export function readCookie(header: string | undefined): string | undefined {
  for (const name of [secureName, plainName]) {
    const found = new RegExp(`(?:^|;\\s*)${name}=([0-9A-Za-z]{43})(?:;|$)`).exec(header ?? '')?.[1];
    if (found) return found;
  }
  return undefined;
}

/** Not readable by scripts, and sent only by pages of this very origin. */
export function writeCookie(request: FastifyRequest, token: string | undefined): string {
  const isSecure = request.protocol === 'https';
  const name = isSecure ? secureName : plainName;
  const end = token === undefined ? '; Max-Age=0' : '';
  return `${name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}${end}`;
}
