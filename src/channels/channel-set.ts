import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Log } from '../lib/log.ts';
import type { Sealer } from '../lib/seal.ts';
import type { Store } from '../store/store.ts';
import type { Channel } from './channel.ts';
import { channelsVersion, readStoredChannels, type StoredChannel } from './channel-rows.ts';
import { configuredChannels } from './configured-channels.ts';
import { credentialPlace } from './credential-place.ts';

export interface ChannelSetParts {
  readonly store: Store;
  readonly sealer: Sealer;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly catalog: ModelCatalog;
  readonly log: Log;
  /** Called with a channel that was changed or removed. */
  readonly onChange: (id: string) => void;
}

/** The channels in force: those of the configuration and those of the store, followed while they change. */
export interface ChannelSet {
  /** The same array until something changes. */
  current(): readonly Channel[];
  /** Follows changes made by any process. */
  refresh(): Promise<void>;
  /** Takes the configuration's channels anew. */
  configure(channels: readonly Channel[]): void;
}

export function createChannelSet(parts: ChannelSetParts, configured: readonly Channel[]): ChannelSet {
  let fromConfig = configured;
  let fromStore: readonly Channel[] = [];
  let versions = new Map<string, number>();
  let seen = -1;
  let all: readonly Channel[] = fromConfig;

  function combine(): void {
    const ids = new Set(fromConfig.map(({ id }) => id));
    for (const { id } of fromStore) {
      if (ids.has(id))
        parts.log.warn(
          { channel: id },
          'the configuration and the store name a channel alike; the former counts',
        );
    }
    all = [...fromConfig, ...fromStore.filter(({ id }) => !ids.has(id))];
  }

  return {
    current: () => all,
    configure(channels) {
      const before = new Map(fromConfig.map((channel) => [channel.id, JSON.stringify(channel)]));
      const after = new Map(channels.map((channel) => [channel.id, JSON.stringify(channel)]));
      fromConfig = channels;
      combine();
      for (const id of new Set([...before.keys(), ...after.keys()])) {
        if (before.get(id) !== after.get(id)) parts.onChange(id);
      }
    },
    async refresh() {
      const version = await parts.store.read(channelsVersion, undefined);
      if (version === seen) return;
      const stored = await parts.store.read(readStoredChannels, undefined);
      fromStore = stored.flatMap((channel) => openChannel(parts, channel));
      combine();
      const known = new Map(stored.map((channel) => [channel.entry.id, channel.version]));
      if (seen >= 0) {
        for (const id of new Set([...known.keys(), ...versions.keys()])) {
          if (known.get(id) !== versions.get(id)) parts.onChange(id);
        }
        parts.log.info({ version, channels: all.length }, 'channels reloaded');
      }
      versions = known;
      seen = version;
    },
  };
}

/** One channel that cannot be used must not take the others away. */
function openChannel({ sealer, providers, catalog, log }: ChannelSetParts, stored: StoredChannel): Channel[] {
  const { entry } = stored;
  try {
    const secrets = stored.credentials.map(({ id, sealed }) => ({
      id,
      // Those of before 2026-11 may end in a line break.
      secret: sealer.open(sealed, credentialPlace(id)).trim(),
    }));
    const problems: string[] = [];
    const credentials = secrets.map(({ secret }) => secret);
    const channels = configuredChannels([{ ...entry, credentials }], providers, catalog, problems, 'store');
    if (problems.length > 0) throw new Error(problems.join('; '));
    return channels.map((channel) => ({ ...channel, credentials: secrets }));
  } catch (error) {
    log.error({ channel: entry.id, err: error }, 'a stored channel cannot be used');
    return [];
  }
}
