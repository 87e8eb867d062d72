import type { KeySettings } from '../generation/caller.ts';
import { fromJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { defaultAccountId } from './account-rows.ts';

/** What the key of a run of checks is called. */
export const checkKeyName = 'verification';

/** A run asks for one channel by name; keys of customers may not. */
export const checkKeySettings: KeySettings = { pinChannels: true };

/**
 * Deletes the keys that runs of checks were made with, once they ended before a time, when their generations are gone,
 * too; how many. What they spent stays in usage, and what became of them in the log of actions, by their ids.
 */
export const sweepCheckKeys = defineUnit({
  name: 'sweep-check-keys',
  module: import.meta.url,
  async run(db: Db, input: { beforeMs: number; limit: number }): Promise<number> {
    const rows = await db
      .selectFrom('api_keys')
      .select(['id', 'settings'])
      .where('account_id', '=', defaultAccountId)
      .where('created_at', '<', input.beforeMs)
      .where('name', '=', checkKeyName)
      .where((is) => is.or([is('revoked_at', '<', input.beforeMs), is('expires_at', '<', input.beforeMs)]))
      .orderBy('created_at')
      .limit(input.limit)
      .execute();
    const ids = rows.flatMap(({ id, settings }) =>
      fromJsonText<KeySettings>(settings).pinChannels ? [id] : [],
    );
    if (ids.length === 0) return 0;
    await db.deleteFrom('retired_secrets').where('key_id', 'in', ids).execute();
    await db.deleteFrom('key_activity').where('key_id', 'in', ids).execute();
    await db.deleteFrom('api_keys').where('id', 'in', ids).execute();
    return ids.length;
  },
});
