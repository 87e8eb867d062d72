import { fileURLToPath } from 'node:url';
import { openSealer } from '../src/app/open-sealer.ts';
import { readChannels } from '../src/app/read-channels.ts';
import { createCatalog } from '../src/catalog/catalog.ts';
import { createChannelSet } from '../src/channels/channel-set.ts';
import type { Config } from '../src/config.ts';
import type { Provider } from '../src/generation/provider.ts';
import { systemClock } from '../src/lib/clock.ts';
import { discover } from '../src/lib/discover.ts';
import { createLog } from '../src/lib/log.ts';
import type { Store } from '../src/store/store.ts';

const providersFolder = fileURLToPath(new URL('../src/providers', import.meta.url));

/** The channels of the configuration and of the store, as a gateway would see them, and what they are made with. */
export async function openChannels(store: Store, config: Config) {
  const found = await discover<Provider>(providersFolder, 'files');
  const providers = new Map(found.map((provider) => [provider.name, provider]));
  const catalog = createCatalog(config.catalog.models, config.catalog.upstreamModels);
  const sealer = await openSealer(config);
  const log = createLog('silent');
  const parts = { store, sealer, providers, catalog, log, clock: systemClock };
  const fromConfig = readChannels(config, providers, catalog);
  const set = createChannelSet({ ...parts, onChange: () => undefined }, fromConfig);
  return { parts, fromConfig, set };
}

export type OpenChannels = Awaited<ReturnType<typeof openChannels>>;
