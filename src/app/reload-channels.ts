import { unwatchFile, watchFile } from 'node:fs';
import type { Channel } from '../channels/channel.ts';
import type { ChannelSet } from '../channels/channel-set.ts';
import { type Config, ConfigError } from '../config.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Log } from '../lib/log.ts';
import { readChannels } from './read-channels.ts';

export interface ReloadParts {
  readonly config: Config;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly catalog: ModelCatalog;
  readonly channels: ChannelSet;
  readonly log: Log;
}

/**
 * Reads the file again. One that is not valid changes nothing: what runs goes on as it was. Its models are those of the
 * start: keys, prices, checks and pages know them, and the sandbox was started with them.
 */
export function createReload(
  { config, providers, catalog, channels, log }: ReloadParts,
  sandbox: Channel,
): () => void {
  return () => {
    try {
      const file = config.rereadFile();
      if (JSON.stringify(file.catalog) !== JSON.stringify(config.catalog)) {
        log.warn(
          'the models of the configuration are others now: restart for them; until then nothing of them changes',
        );
      }
      const fresh = readChannels({ ...config, channels: file.channels }, providers, catalog);
      channels.configure([sandbox, ...fresh]);
      log.info({ channels: fresh.length }, 'the channels of the configuration were read again');
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      log.error(
        { problems: error.problems },
        'the configuration is not valid any more: its channels stay as they were',
      );
    }
  };
}

/** Asked for, because the files of a mounted volume raise no events. */
const lookMs = 2_000;

/** Reads the file again when it changes. Call the result to stop. */
export function watchConfigFile({ configFile }: Config, reload: () => void): () => void {
  if (configFile === undefined) return () => {};
  const listener = () => reload();
  watchFile(configFile, { interval: lookMs, persistent: false }, listener);
  return () => unwatchFile(configFile, listener);
}
