import { fileURLToPath } from 'node:url';
import { readChannels } from '../../src/app/read-channels.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { ownModels } from '../../src/catalog/catalog-data.ts';
import { type Config, ConfigError } from '../../src/config.ts';
import type { Provider } from '../../src/generation/provider.ts';
import { discover } from '../../src/lib/discover.ts';
import { type Finding, ok, problem } from './finding.ts';

const providersFolder = fileURLToPath(new URL('../../src/providers', import.meta.url));

/** Can the channels of the file be used with its models? A gateway would not start with others. */
export async function checkFile(config: Config): Promise<Finding[]> {
  if (config.configFile === undefined) return [];
  const { models, upstreamModels } = config.catalog;
  const own = ownModels(config.catalog).map(({ name }) => name);
  const found = ok('models', own.length === 0 ? 'those that ship' : `${own.join(', ')} as the file has them`);
  const providers = await discover<Provider>(providersFolder, 'files');
  try {
    const byName = new Map(providers.map((provider) => [provider.name, provider]));
    readChannels(config, byName, createCatalog(models, upstreamModels));
    return [found];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice =
      'Change what is named in the file of PLANTAIN_CONFIG; docs/providers.md lists the providers.';
    return [found, ...error.problems.map((sentence) => problem('channels', sentence, advice))];
  }
}
