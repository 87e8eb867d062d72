import { parseAddress } from '../lib/egress/address.ts';
import { inRanges, parseRange } from '../lib/egress/address-range.ts';

/**
 * Fastify's `trustProxy`: the client is the right-most hop of X-Forwarded-For that is no trusted proxy. Without
 * ranges only the socket's address counts: the header says what its sender likes.
 */
export function trustProxies(ranges: readonly string[]): false | ((address: string) => boolean) {
  if (ranges.length === 0) return false;
  const trusted = ranges.map(parseRange);
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && inRanges(address, trusted);
  };
}
