import type { Asked } from './books.ts';
import type { Protocol, Route } from './protocol.ts';

/** Whether requests for pictures come here. */
const takesRequests = (route: Route) =>
  route.action === 'answer' ? route.enqueues === true : route.action !== 'open';

/**
 * The path at which a generation was asked for, as the protocol's own routes have it. Undefined for a protocol at which
 * none is.
 */
export function askedAt(protocol: Protocol, asked: Asked): string | undefined {
  if (protocol.askedAt) return protocol.askedAt(asked);
  return protocol.routes.find(takesRequests)?.path.replace(':model', () => asked.requestedModel);
}
