import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../generation/failure.ts';

/**
 * Refuses a change that a page of another origin could have sent with the visitor's cookie: it must carry a header
 * that only scripts of the same origin may set, and an Origin, when there is one, that is ours.
 */
export function checkSameOrigin(method: string, headers: IncomingHttpHeaders): void {
  const { origin, host } = headers;
  const isOurs = origin === undefined || hostOf(origin) === host;
  if (isOurs && (method === 'GET' || headers['x-plantain-console'] === '1')) return;
  throw new Failure('permission_denied', {
    message: 'Only pages of the console may ask for this.',
    internal: `origin ${origin}`,
  });
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
