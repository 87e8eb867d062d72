import type { Log } from '../../lib/log.ts';
import { isSealed, SealError, type Sealer } from '../../lib/seal.ts';
import type { Store } from '../../store/store.ts';
import { type Db, defineUnit } from '../../store/unit.ts';

const placeOf = (accountId: string) => `callback_secret:${accountId}`;

/** A signing secret as it is stored. */
export const sealSecret = (sealer: Sealer, accountId: string, secret: string): string =>
  sealer.seal(secret, placeOf(accountId));

/**
 * Those of the stored secrets that open here, in their order, to sign with: after a master key was lost, a new secret
 * serves although the one before it is closed. Throws `SealError` when there are some and none opens.
 */
export function openSecrets(sealer: Sealer, accountId: string, stored: readonly string[]): string[] {
  const opened: string[] = [];
  let closed: SealError | undefined;
  for (const one of stored) {
    try {
      // Before there was a master key they were stored as they are; the next start seals them.
      opened.push(isSealed(one) ? sealer.open(one, placeOf(accountId)) : one);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      closed ??= error;
    }
  }
  if (closed && opened.length === 0) throw closed;
  return opened;
}

/**
 * Seals what is stored in plain text or under an older master key with the newest one. What cannot be opened stays
 * as it is and is logged: with its key back it opens again.
 */
export async function resealSecrets(store: Store, sealer: Sealer, log: Log): Promise<void> {
  for (const { id, accountId, secret } of await store.read(storedSecrets, undefined)) {
    if (sealer.isCurrent(secret)) continue;
    try {
      const [opened = ''] = openSecrets(sealer, accountId, [secret]);
      await store.write(replaceStored, { id, secret, by: sealSecret(sealer, accountId, opened) });
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      log.error({ account: accountId, reason: error.message }, 'a callback secret cannot be opened');
    }
  }
}

interface StoredSecret {
  readonly id: string;
  readonly accountId: string;
  readonly secret: string;
  /** Null: the newest of its account. */
  readonly expiresAtMs: number | null;
}

export const storedSecrets = defineUnit({
  name: 'stored-secrets',
  module: import.meta.url,
  run: (db: Db): Promise<StoredSecret[]> =>
    db
      .selectFrom('callback_secrets')
      .select(['id', 'account_id as accountId', 'secret', 'expires_at as expiresAtMs'])
      .execute(),
});

export const replaceStored = defineUnit({
  name: 'replace-stored-secret',
  module: import.meta.url,
  async run(db: Db, { id, secret, by }: { id: string; secret: string; by: string }): Promise<void> {
    await db
      .updateTable('callback_secrets')
      .set({ secret: by })
      .where('id', '=', id)
      .where('secret', '=', secret)
      .execute();
  },
});
