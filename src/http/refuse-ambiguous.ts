import type { IncomingMessage } from 'node:http';
import { Failure } from '../generation/failure.ts';

/** Given twice, Node takes the first or joins them to a third value; a proxy in front may have judged the second. */
const singular = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'transfer-encoding',
  'idempotency-key',
]);

/**
 * Refuses requests that a proxy and this server could read as two different ones and that Node's parser lets pass:
 * a header of the above twice, no Host, and a target that is not a path (absolute-form, `*`); a NUL in the target, too,
 * which no store can look up. Throws `invalid_request`.
 */
export function refuseAmbiguous({ rawHeaders, httpVersion, url = '' }: IncomingMessage): void {
  if (!url.startsWith('/')) {
    throw new Failure('invalid_request', { message: 'The target of a request must be a path.' });
  }
  if (/%00/.test(url)) {
    throw new Failure('invalid_request', { message: 'The address of the request holds a NUL.' });
  }
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (!singular.has(name)) continue;
    if (seen.has(name)) {
      throw new Failure('invalid_request', { message: `The header ${name} may be sent only once.` });
    }
    seen.add(name);
  }
  if (!seen.has('host') && httpVersion === '1.1') {
    throw new Failure('invalid_request', { message: 'The header host is missing.' });
  }
}
