import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import { shortestMasterKey } from '../lib/derive-key.ts';
import type { Log } from '../lib/log.ts';
import { createSealer, type Sealer } from '../lib/seal.ts';

/** The sealer of the secrets in the database. Throws ConfigError as `openMasterKeys` does. */
export const openSealer = async (config: Config): Promise<Sealer> =>
  createSealer(await openMasterKeys(config));

/**
 * The master keys: `PLANTAIN_MASTER_KEY`, newest first; without the variable one key in `master.key` of the data
 * folder (mode 0600), made at the first start. Throws ConfigError when that file holds no key or cannot be read.
 */
export async function openMasterKeys(config: Config, log?: Log): Promise<readonly string[]> {
  if (config.masterKeys.length > 0) return config.masterKeys;
  const file = masterKeyFile(config);
  if (!config.databaseUrl.startsWith('sqlite:')) {
    log?.warn(
      { file },
      'PLANTAIN_MASTER_KEY is not set: secrets are sealed with the key in this file; processes elsewhere cannot open them',
    );
  }
  const key = await readOrMakeKey(file);
  if (key.length >= shortestMasterKey) return [key];
  throw new ConfigError([`${file}: holds no master key; restore it, or set PLANTAIN_MASTER_KEY`]);
}

/** Where the key is kept that no variable sets. */
export const masterKeyFile = ({ dataFolder }: Pick<Config, 'dataFolder'>): string =>
  path.join(dataFolder, 'master.key');

async function readOrMakeKey(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await rm(draft, { force: true });
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  try {
    // Whole or not at all: of processes that start at once one makes the key, and none reads half of it.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ConfigError([
      `${file}: cannot be read (${error.message}); restore it, or set PLANTAIN_MASTER_KEY`,
    ]);
  });
  return text.trim();
}
