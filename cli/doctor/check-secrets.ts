import { readFile } from 'node:fs/promises';
import { masterKeyFile } from '../../src/app/open-sealer.ts';
import { readStoredChannels } from '../../src/channels/channel-rows.ts';
import { credentialPlace } from '../../src/channels/credential-place.ts';
import type { Config } from '../../src/config.ts';
import { shortestMasterKey } from '../../src/lib/derive-key.ts';
import { createSealer, SealError, type Sealer } from '../../src/lib/seal.ts';
import { within } from '../../src/lib/within.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openSecrets, storedSecrets } from '../../src/tasks/callbacks/sealed-secrets.ts';
import { type Finding, ok, problem } from './finding.ts';

const limitMs = 10_000;

/** Does the master key here open what is sealed in the database? Nothing is told of one that does not open. */
export async function checkSecrets(config: Config): Promise<Finding[]> {
  const check = 'secrets';
  const sealed = await sealedIn(config);
  if (sealed.length === 0) return [];
  const sealer = await sealerOf(config);
  const closed = sealed.filter((secret) => !sealer || !opens(secret, sealer));
  if (closed.length === 0) return [ok(check, 'the master key opens every sealed secret')];
  const [found, place] =
    config.masterKeys.length > 0
      ? ['PLANTAIN_MASTER_KEY does', 'PLANTAIN_MASTER_KEY']
      : [`${masterKeyFile(config)} ${sealer ? 'does' : 'holds no key: it does'}`, 'that file'];
  return [
    problem(
      check,
      `${found} not open the secrets of ${unique(closed.map(({ of }) => of)).join(', ')}`,
      `Put the key they were sealed with back into ${place}, or replace them: ${unique(closed.map(({ replacedBy }) => replacedBy)).join('; ')}.`,
    ),
  ];
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

interface Sealed {
  /** Whose it is, for the operator. */
  readonly of: string;
  /** The command that puts another in its place. */
  readonly replacedBy: string;
  readonly open: (sealer: Sealer) => unknown;
}

function opens({ open }: Sealed, sealer: Sealer): boolean {
  try {
    open(sealer);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

/** None where the store cannot be opened, which has a check of its own. */
async function sealedIn({ databaseUrl }: Config): Promise<Sealed[]> {
  try {
    const store = await within(limitMs, openStore({ url: databaseUrl }));
    const read = Promise.all([
      store.read(readStoredChannels, undefined),
      store.read(storedSecrets, undefined),
    ]);
    const [channels, callbacks] = await within(limitMs, read).finally(() => store.close());
    return [
      ...channels.flatMap(({ entry, credentials }) =>
        credentials.map(({ id, sealed }) => ({
          of: `channel ${entry.id}`,
          replacedBy: `plantain channels update ${entry.id} --credential-stdin`,
          open: (sealer: Sealer) => sealer.open(sealed, credentialPlace(id)),
        })),
      ),
      ...callbacks
        // One that was replaced ends by itself, and nothing but its key could bring it back.
        .filter(({ expiresAtMs }) => expiresAtMs === null)
        .map(({ accountId, secret }) => ({
          of: `callbacks of ${accountId}`,
          replacedBy: `plantain callbacks secret rotate --account ${accountId} --grace now`,
          open: (sealer: Sealer) => openSecrets(sealer, accountId, [secret]),
        })),
    ];
  } catch {
    return [];
  }
}

/** Undefined where there is no key. To look for one must not make it, as a start does. */
async function sealerOf(config: Config): Promise<Sealer | undefined> {
  if (config.masterKeys.length > 0) return createSealer(config.masterKeys);
  const key = (await readFile(masterKeyFile(config), 'utf8').catch(() => '')).trim();
  return key.length >= shortestMasterKey ? createSealer([key]) : undefined;
}
