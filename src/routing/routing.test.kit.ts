import { createCatalog } from '../catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../catalog/shipped-models.ts';
import type { Channel } from '../channels/channel.ts';
import type { ChannelEntry } from '../channels/channel-entry.ts';
import { configuredChannels } from '../channels/configured-channels.ts';
import type { Model } from '../generation/model.ts';
import { plainRequest } from '../generation/plain-request.ts';
import type { Provider } from '../generation/provider.ts';
import type { GenerationRequest } from '../generation/request.ts';
import geminiApi from '../providers/gemini-api.ts';
import { createRouter, type Router, type Wanted } from './router.ts';

export const catalog = createCatalog(shippedModels, shippedUpstreamModels);
const providers = new Map<string, Provider>([[geminiApi.name, geminiApi]]);

/** Channels as a file would name them. */
export function channelsOf(...entries: readonly (Partial<ChannelEntry> & { id: string })[]): Channel[] {
  const problems: string[] = [];
  const channels = configuredChannels(
    entries.map((entry) => ({
      provider: 'gemini-api',
      credential: `key-of-${entry.id}`,
      tier: 'official',
      priority: 100,
      enabled: true,
      settings: {},
      ...entry,
    })),
    providers,
    catalog,
    problems,
    'config',
  );
  if (problems.length > 0) throw new Error(problems.join('; '));
  return channels;
}

export interface TestRouter {
  readonly router: Router;
  readonly clock: { ms: number; now(): number };
  wanted(request?: Partial<GenerationRequest>, referenceBytes?: readonly number[]): Wanted;
  plan(request?: Partial<GenerationRequest>, referenceBytes?: readonly number[]): ReturnType<Router['plan']>;
}

export function testRouter(channels: readonly Channel[], chance: () => number = () => 0.5): TestRouter {
  const clock = {
    ms: 0,
    now() {
      return this.ms;
    },
  };
  const router = createRouter({
    catalog,
    providers,
    channels: () => channels,
    clock,
    chance,
    onCircuit: () => undefined,
    onCall: () => undefined,
  });
  const wanted: TestRouter['wanted'] = (request = {}, referenceBytes = []) => {
    const whole: GenerationRequest = {
      ...plainRequest('nano-banana-2', 'a plantain'),
      ...request,
    };
    const model = catalog.find(whole.model) as Model;
    return { request: whole, model, mode: 'live', referenceBytes };
  };
  return { router, clock, wanted, plan: (...asked) => router.plan(wanted(...asked)) };
}
