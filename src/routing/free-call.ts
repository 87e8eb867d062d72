import type { Channel, ChannelCredential } from '../channels/channel.ts';
import { type Failure, toFailure } from '../generation/failure.ts';
import type { UpstreamModel } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Clock } from '../lib/clock.ts';
import type { Outbound } from '../lib/outbound.ts';
import { sendToChannel } from './send-to-channel.ts';

export interface FreeCall {
  readonly channel: Channel;
  readonly provider: Provider;
  readonly upstream: UpstreamModel;
  readonly credential: ChannelCredential;
}

const timeoutMs = 10_000;
const body = { skeleton: { contents: [{ role: 'user', parts: [{ text: 'plantain' }] }] }, spools: [] };

/** Whether a channel can be asked something that names the image model and costs nothing. */
export const hasFreeCall = (provider: Provider): boolean => provider.countTokens !== undefined;

/**
 * Asks a channel to count the tokens of one word for an image model: proves its address, the credential and that the
 * model is served, and costs nothing. Resolves with what was wrong, if anything.
 */
export async function makeFreeCall(
  { outbound, clock }: { readonly outbound: Outbound; readonly clock: Clock },
  { channel, provider, upstream, credential }: FreeCall,
): Promise<Failure | undefined> {
  try {
    await provider.countTokens?.({
      body,
      isNative: false,
      channel: { ...channel, credential: credential.secret },
      model: upstream,
      clock,
      deadlineMs: clock.now() + timeoutMs,
      send: sendToChannel(outbound),
    });
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}
