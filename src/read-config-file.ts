import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { type CatalogData, shippedCatalog } from './catalog/catalog-data.ts';
import { modelFields } from './catalog/model-entry.ts';
import { readCatalog } from './catalog/read-catalog.ts';
import { type ChannelEntry, channelFields } from './channels/channel-entry.ts';
import { fieldWords } from './generation/issue-words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigFile {
  readonly channels: readonly ChannelEntry[];
  readonly catalog: CatalogData;
}

const file = z.strictObject({
  channels: z.array(channelFields).default([]),
  models: z.array(modelFields).default([]),
});

/** What there is without a file. */
export const noFile: ConfigFile = { channels: [], catalog: shippedCatalog };

/**
 * A YAML or JSON file: `channels:` and `models:`, each with a list. A credential `$NAME` is the variable of that name.
 * `problems` receives a sentence for everything that is wrong.
 */
export function readConfigFile(path: string, env: Environment, problems: string[]): ConfigFile {
  let content: unknown;
  try {
    // Loaded only when there is a file: it takes 9 MB.
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    content = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    problems.push(`${path}: ${(error as Error).message}`);
    return noFile;
  }
  const read = file.safeParse(content, { error: fieldWords });
  if (!read.success) {
    problems.push(
      ...read.error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'file'}: ${issue.message}`),
    );
    return noFile;
  }
  return {
    channels: read.data.channels.map((entry) =>
      withSecrets(entry, env, (sentence) => problems.push(`${path}: ${sentence}`)),
    ),
    catalog: readCatalog(read.data.models, (place, sentence) =>
      problems.push(`${path}: ${place}: ${sentence}`),
    ),
  };
}

/** The entry with the values of the environment variables its credentials name. */
function withSecrets(entry: ChannelEntry, env: Environment, say: (sentence: string) => void): ChannelEntry {
  const secretOf = (text: string) => {
    if (!text.startsWith('$')) return text;
    const secret = env[text.slice(1)];
    if (!secret) say(`channel ${entry.id} needs the variable ${text.slice(1)}, which is not set`);
    return secret ?? '';
  };
  const { credential, credentials, ...rest } = entry;
  return {
    ...rest,
    ...(credential === undefined ? {} : { credential: secretOf(credential) }),
    ...(credentials === undefined ? {} : { credentials: credentials.map(secretOf) }),
  };
}
