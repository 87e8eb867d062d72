import { fileURLToPath } from 'node:url';
import { readStoredChannels, type StoredEntry } from '../../src/channels/channel-rows.ts';
import type { Config } from '../../src/config.ts';
import type { Provider } from '../../src/generation/provider.ts';
import { discover } from '../../src/lib/discover.ts';
import { within } from '../../src/lib/within.ts';
import { openStore } from '../../src/store/open-store.ts';

const limitMs = 10_000;
const providersFolder = fileURLToPath(new URL('../../src/providers', import.meta.url));

/** Where each enabled channel of the configuration and of the store sends its requests. */
export async function liveAddresses(config: Config): Promise<string[]> {
  const providers = await discover<Provider>(providersFolder, 'files');
  const defaults = new Map(providers.map(({ name, defaultBaseUrl }) => [name, defaultBaseUrl]));
  const google = config.geminiApiKey ? [{ provider: 'gemini-api', enabled: true }] : [];
  const entries: readonly Pick<StoredEntry, 'provider' | 'enabled' | 'base_url'>[] = [
    ...google,
    ...config.channels,
    ...(await storedEntries(config)),
  ];
  const addresses = entries
    .filter(({ enabled }) => enabled)
    // A provider there is not is told by the check of the file.
    .flatMap(({ base_url, provider }) => base_url ?? defaults.get(provider) ?? []);
  return [...new Set(addresses)];
}

/** None where the store cannot be opened, which has a check of its own. */
async function storedEntries({ databaseUrl }: Config): Promise<StoredEntry[]> {
  try {
    const store = await within(limitMs, openStore({ url: databaseUrl }));
    const stored = await store.read(readStoredChannels, undefined).finally(() => store.close());
    return stored.map(({ entry }) => entry);
  } catch {
    return [];
  }
}
