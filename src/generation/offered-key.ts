import type { FailureContext } from './protocol.ts';

const headerNames = ['authorization', 'x-goog-api-key', 'x-api-key', 'api-key'];

/** Whether a request carries a key, right or wrong, in any place where clients put one. An empty one is none. */
export const isKeyOffered = ({ headers, query }: FailureContext): boolean =>
  Boolean(query.key) || headerNames.some((name) => Boolean(headers[name]));
