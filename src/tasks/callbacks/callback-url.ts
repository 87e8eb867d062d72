import { Failure } from '../../generation/failure.ts';
import { inRanges, parseRange } from '../../lib/egress/address-range.ts';
import { checkUrl } from '../../lib/egress/check-url.ts';
import { isPublicAddress } from '../../lib/egress/public-address.ts';
import { EgressRefused } from '../../lib/outbound.ts';

/**
 * Makes the check of a callback URL at the time a task is created. It judges the text and a literal address; what
 * a name leads to is judged when the callback is sent. The check throws `invalid_request` with param
 * `callback_url`. `allow` holds the address ranges where http and any port are good too.
 */
export function createCheckCallbackUrl(allow: readonly string[]): (url: string) => void {
  const ranges = allow.map(parseRange);

  const isAcceptable = (text: string): boolean => {
    const { literal, onlyExcepted } = checkUrl(text, 'https');
    if (!literal) return onlyExcepted === undefined || ranges.length > 0;
    return inRanges(literal, ranges) || (onlyExcepted === undefined && isPublicAddress(literal));
  };

  return (url) => {
    try {
      if (isAcceptable(url)) return;
    } catch (error) {
      if (!(error instanceof EgressRefused)) throw error;
    }
    // One sentence for every reason, so that answers do not map the network behind the gateway.
    throw new Failure('invalid_request', { message: refusalMessage, param: 'callback_url' });
  };
}

const refusalMessage =
  'callback_url cannot be used. It must be an https URL that leads to a public internet host on port 443, ' +
  'at most 2,048 characters, the host written in plain canonical form, without user name or password.';
