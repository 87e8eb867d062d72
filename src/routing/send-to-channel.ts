import { Failure } from '../generation/failure.ts';
import type { ProviderWork } from '../generation/provider.ts';
import type { Outbound } from '../lib/outbound.ts';

/**
 * The way to a channel's own host. A request that cannot be written is a failure of the channel: only its address and
 * its credential can be to blame, and another channel has others.
 */
export const sendToChannel =
  (outbound: Outbound): ProviderWork['send'] =>
  (request, handler) => {
    try {
      return outbound.send({ trust: 'configured', ...request }, handler);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure('upstream_unavailable', {
        internal: `no request to the channel can be written: ${reason}`,
        cause: error,
      });
    }
  };

/** Whether a failure is one of those. */
export const isUnwritten = ({ code, cause }: Failure): boolean =>
  code === 'upstream_unavailable' && cause instanceof TypeError;
