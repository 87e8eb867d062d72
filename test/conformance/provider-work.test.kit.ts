import { fileURLToPath } from 'node:url';
import type { UpstreamModel } from '../../src/generation/model.ts';
import { plainRequest } from '../../src/generation/plain-request.ts';
import type {
  ChannelSettings,
  ImageIntake,
  Provider,
  ProviderWork,
  ReadyReference,
} from '../../src/generation/provider.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { discover } from '../../src/lib/discover.ts';
import type { Outbound } from '../../src/lib/outbound.ts';

export const discoverProviders = (): Promise<Provider[]> =>
  discover<Provider>(fileURLToPath(new URL('../../src/providers', import.meta.url)), 'files');

export const suiteRequest = plainRequest('nano-banana-2', 'a plantain of the suite');

/** An intake for upstreams that must not deliver anything. */
export const noImages: ImageIntake = {
  open() {
    throw new Error('no image was expected');
  },
};

export interface WorkWish {
  readonly outbound: Outbound;
  readonly baseUrl: string;
  readonly model: UpstreamModel;
  readonly settings?: ChannelSettings;
  readonly credential?: string;
  readonly request?: GenerationRequest;
  readonly references?: readonly ReadyReference[];
  readonly images?: ImageIntake;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
}

/** One try at an upstream, as the gateway would give it to a provider. */
export function providerWork(provider: Provider, wish: WorkWish): ProviderWork {
  const { outbound, baseUrl, model, clock = systemClock } = wish;
  return {
    request: wish.request ?? suiteRequest,
    references: wish.references ?? [],
    channel: {
      id: 'suite',
      baseUrl,
      credential: wish.credential ?? 'suite-key',
      settings: provider.settings.parse(wish.settings ?? {}) as ChannelSettings,
    },
    model,
    images: wish.images ?? noImages,
    task: { taken: () => Promise.resolve() },
    clock,
    deadlineMs: clock.now() + (wish.timeoutMs ?? 20_000),
    send: (sent, handler) => outbound.send({ trust: 'configured', ...sent }, handler),
    sendUntrusted: (sent, handler) => outbound.send({ ...sent, trust: 'untrusted' }, handler),
  };
}
