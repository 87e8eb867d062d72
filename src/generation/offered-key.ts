import { keyHeaders } from '../lib/key-headers.ts';
import type { FailureContext } from './protocol.ts';

/** Whether a request carries a key, right or wrong, in any place where clients put one. An empty one is none. */
export const isKeyOffered = ({ headers, query }: FailureContext): boolean =>
  Boolean(query.key) || keyHeaders.some((name) => Boolean(headers[name]));
