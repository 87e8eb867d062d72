import type { Channel } from '../channels/channel.ts';
import type { ChannelEntry } from '../channels/channel-entry.ts';
import { configuredChannels } from '../channels/configured-channels.ts';
import { type Config, ConfigError } from '../config.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';

/** The live channels: those of the file, and Google's own when its key is in the environment alone. Throws ConfigError. */
export function readChannels(
  config: Config,
  providers: ReadonlyMap<string, Provider>,
  catalog: ModelCatalog,
): Channel[] {
  const problems: string[] = [];
  const own = googleEntry(config);
  const isTaken = config.channels.some(({ id }) => own.some((entry) => entry.id === id));
  if (isTaken) problems.push(nameTaken);
  const entries = isTaken ? config.channels : [...own, ...config.channels];
  const channels = configuredChannels(entries, providers, catalog, problems, 'config');
  if (problems.length > 0) throw new ConfigError(problems);
  return channels;
}

const nameTaken =
  'GEMINI_API_KEY adds a channel called gemini, and a channel of the file has that name: give it the same key or another name';

/** None beside a channel of the file on the same key: what that one may do and costs would not hold for it. */
function googleEntry({ geminiApiKey: credential, channels }: Config): ChannelEntry[] {
  if (credential === undefined) return [];
  if (channels.some((entry) => [entry.credential, ...(entry.credentials ?? [])].includes(credential)))
    return [];
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
