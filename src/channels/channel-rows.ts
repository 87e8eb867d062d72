import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { ChannelEntry } from './channel-entry.ts';

/** A channel without its secrets. */
export type StoredEntry = Omit<ChannelEntry, 'credential' | 'credentials'>;

export interface SealedCredential {
  readonly id: string;
  readonly sealed: string;
  /** First characters of a hash: tells two secrets apart and nothing else. */
  readonly fingerprint: string;
}

export interface StoredChannel {
  readonly entry: StoredEntry;
  readonly credentials: readonly SealedCredential[];
  /** Grows with each change of this channel. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** Grows with each change of any channel: what every process looks at to follow. */
export const channelsVersion = defineUnit({
  name: 'channels-version',
  module: import.meta.url,
  run: async (db: Db): Promise<number> =>
    (await db.selectFrom('channel_changes').select('version').executeTakeFirstOrThrow()).version,
});

export const readStoredChannels = defineUnit({
  name: 'read-stored-channels',
  module: import.meta.url,
  async run(db: Db): Promise<StoredChannel[]> {
    const rows = await db.selectFrom('channels').selectAll().orderBy('id').execute();
    const credentials = await db.selectFrom('channel_credentials').selectAll().orderBy('position').execute();
    return rows.map((row) => ({
      entry: fromJsonText<StoredEntry>(row.entry),
      credentials: credentials
        .filter(({ channel_id }) => channel_id === row.id)
        .map(({ id, sealed, fingerprint }) => ({ id, sealed, fingerprint })),
      version: row.version,
      createdAtMs: row.created_at,
      updatedAtMs: row.updated_at,
    }));
  },
});

export interface ChannelWrite {
  readonly id: string;
  /** `channel.create` and the like. */
  readonly action: string;
  /** Absent: the channel goes. */
  readonly entry?: StoredEntry;
  /** Absent: they stay. */
  readonly credentials?: readonly SealedCredential[];
  /** The version that was changed, 0 for a new one: of two changes at once the second is refused. */
  readonly version: number;
  readonly by: Actor;
  readonly nowMs: number;
}

/** Makes, changes or removes channels, all of them or none, in the log of actions without their secrets. */
export const writeChannels = defineUnit({
  name: 'write-channels',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, writes: readonly ChannelWrite[]): Promise<void> {
    // First, so that changes on several processes queue up here.
    await db
      .updateTable('channel_changes')
      .set((set) => ({ version: set('version', '+', 1) }))
      .execute();
    for (const write of writes) await writeChannel(db, write);
  },
});

async function writeChannel(db: Db, write: ChannelWrite): Promise<void> {
  const { id, nowMs } = write;
  const before = await db.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirst();
  if ((before?.version ?? 0) !== write.version) {
    throw new Refusal('conflict', `The channel ${id} was changed at the same moment; look at it again.`);
  }
  if (write.entry) await saveEntry(db, write, write.entry);
  else await db.deleteFrom('channels').where('id', '=', id).execute();
  // It was changed: what was held against it may no longer hold, and nobody shall hear of it later.
  await db.deleteFrom('channel_circuits').where('channel_id', '=', id).execute();
  if (write.credentials || !write.entry) {
    await db.deleteFrom('channel_credentials').where('channel_id', '=', id).execute();
  }
  if (write.credentials?.length) {
    const rows = write.credentials.map((credential, position) => ({
      ...credential,
      channel_id: id,
      position,
    }));
    await db.insertInto('channel_credentials').values(rows).execute();
  }
  const fingerprints = write.credentials?.map(({ fingerprint }) => fingerprint);
  await noteAction(db, {
    by: write.by,
    action: write.action,
    subject: id,
    ...(before ? { before: fromJsonText(before.entry) } : {}),
    ...(write.entry ? { after: { ...write.entry, ...(fingerprints ? { fingerprints } : {}) } } : {}),
    nowMs,
  });
}

async function saveEntry(db: Db, { id, version, nowMs }: ChannelWrite, entry: StoredEntry): Promise<void> {
  const changed = { entry: toJsonText(entry), version: version + 1, updated_at: nowMs };
  if (version > 0) await db.updateTable('channels').set(changed).where('id', '=', id).execute();
  else
    await db
      .insertInto('channels')
      .values({ id, created_at: nowMs, ...changed })
      .execute();
}
