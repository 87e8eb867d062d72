import type { Log } from '../lib/log.ts';
import { SealError, type Sealer } from '../lib/seal.ts';
import type { Store } from '../store/store.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { readStoredChannels } from './channel-rows.ts';
import { credentialPlace } from './credential-place.ts';

export interface Resealed {
  /** Sealed with the newest master key now. */
  readonly resealed: number;
  /** Already were. */
  readonly current: number;
  /** Ids of those no master key here opens: with its key back each opens again. */
  readonly closed: readonly string[];
}

/** Seals the credentials of stored channels with the newest master key; the channels do not change. */
export async function resealCredentials(store: Store, sealer: Sealer, log?: Log): Promise<Resealed> {
  const stored = (await store.read(readStoredChannels, undefined)).flatMap(({ credentials }) => credentials);
  const old = stored.filter(({ sealed }) => !sealer.isCurrent(sealed));
  const closed: string[] = [];
  for (const { id, sealed } of old) {
    const place = credentialPlace(id);
    try {
      await store.write(replaceSealed, { id, sealed, by: sealer.seal(sealer.open(sealed, place), place) });
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      closed.push(id);
      log?.error({ credentialId: id, reason: error.message }, 'a credential of a channel cannot be opened');
    }
  }
  return { resealed: old.length - closed.length, current: stored.length - old.length, closed };
}

export const replaceSealed = defineUnit({
  name: 'replace-sealed-credential',
  module: import.meta.url,
  async run(db: Db, { id, sealed, by }: { id: string; sealed: string; by: string }): Promise<void> {
    // Not one that was replaced meanwhile.
    await db
      .updateTable('channel_credentials')
      .set({ sealed: by })
      .where('id', '=', id)
      .where('sealed', '=', sealed)
      .execute();
  },
});
