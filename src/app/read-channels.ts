import type { Channel } from '../channels/channel.ts';
import type { ChannelEntry } from '../channels/channel-entry.ts';
import { configuredChannels } from '../channels/configured-channels.ts';
import { type Config, ConfigError } from '../config.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';

/** The live channels: those of the file, and Google's own when its key is in the environment. Throws ConfigError. */
export function readChannels(
  config: Config,
  providers: ReadonlyMap<string, Provider>,
  catalog: ModelCatalog,
): Channel[] {
  const problems: string[] = [];
  const entries = [...googleEntry(config.geminiApiKey), ...config.channels];
  const channels = configuredChannels(entries, providers, catalog, problems, 'config');
  if (problems.length > 0) throw new ConfigError(problems);
  return channels;
}

function googleEntry(credential: string | undefined): ChannelEntry[] {
  if (credential === undefined) return [];
  return [
    {
      id: 'gemini',
      name: 'Gemini API',
      provider: 'gemini-api',
      credential,
      tier: 'official',
      priority: 100,
      enabled: true,
      settings: {},
    },
  ];
}
