import { createHash } from 'node:crypto';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import { randomText } from '../lib/ids.ts';
import type { Sealer } from '../lib/seal.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import type { Channel } from './channel.ts';
import type { ChannelEntry } from './channel-entry.ts';
import {
  type ChannelWrite,
  readStoredChannels,
  type SealedCredential,
  type StoredChannel,
  type StoredEntry,
  writeChannels,
} from './channel-rows.ts';
import { configuredChannels } from './configured-channels.ts';
import { credentialPlace } from './credential-place.ts';
import { orderChannels } from './order-channels.ts';

export interface ChannelDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly catalog: ModelCatalog;
  readonly providers: ReadonlyMap<string, Provider>;
  /** Those of the configuration, which cannot be changed here. */
  readonly configured: () => readonly Channel[];
}

/** What changes of a channel; what is absent stays, what is null is taken away. */
export type ChannelPatch = {
  readonly [Name in keyof Omit<StoredEntry, 'id' | 'provider'>]?: StoredEntry[Name] | null;
} & {
  readonly credentials?: readonly string[];
};

/** Makes, changes, lists and removes stored channels. A `Refusal` tells what cannot be done. */
export interface ChannelDesk {
  list(): Promise<StoredChannel[]>;
  create(entry: ChannelEntry, by: Actor): Promise<void>;
  update(id: string, patch: ChannelPatch, by: Actor, action?: string): Promise<void>;
  remove(id: string, by: Actor): Promise<void>;
  /** Puts channels in this order, all of them or none. One of the configuration stays, and the others go around it. */
  order(ids: readonly string[], by: Actor): Promise<void>;
}

export function createChannelDesk(parts: ChannelDeskParts): ChannelDesk {
  const { store, clock } = parts;
  const list = () => store.read(readStoredChannels, undefined);
  const write = (...writes: Omit<ChannelWrite, 'nowMs'>[]) =>
    store.write(
      writeChannels,
      writes.map((each) => ({ ...each, nowMs: clock.now() })),
    );

  const isConfigured = (id: string) => parts.configured().some((channel) => channel.id === id);

  async function require(id: string, among?: readonly StoredChannel[]): Promise<StoredChannel> {
    const stored = (among ?? (await list())).find(({ entry }) => entry.id === id);
    if (stored) return stored;
    if (isConfigured(id)) {
      throw new Refusal('conflict', `The channel ${id} stands in the configuration; change it there.`);
    }
    throw new Refusal('not_found', `There is no channel ${id}.`);
  }

  return {
    list,
    async create({ credential, credentials = [], ...entry }, by) {
      const { id } = entry;
      if (isConfigured(id) || (await list()).some(({ entry: { id: taken } }) => taken === id)) {
        throw new Refusal('conflict', `There is a channel ${id} already.`, 'id');
      }
      const secrets = [...(credential === undefined ? [] : [credential]), ...credentials];
      refuseProblems(parts, entry, secrets);
      await write({
        id,
        action: 'channel.create',
        entry,
        credentials: seal(parts, id, secrets),
        version: 0,
        by,
      });
    },
    async update(id, { credentials, ...patch }, by, action = 'channel.update') {
      const stored = await require(id);
      const merged = Object.entries({ ...stored.entry, ...patch }).filter(([, value]) => value !== null);
      const entry = Object.fromEntries(merged) as StoredEntry;
      refuseProblems(parts, entry, credentials);
      const sealed = credentials ? { credentials: seal(parts, id, credentials) } : {};
      await write({ id, action, entry, ...sealed, version: stored.version, by });
    },
    async remove(id, by) {
      const { version } = await require(id);
      await write({ id, action: 'channel.delete', version, by });
    },
    async order(ids, by) {
      if (new Set(ids).size < ids.length) throw new Refusal('invalid', 'A channel is named twice.', 'ids');
      const all = await list();
      const named = ids.filter((id) => !isConfigured(id));
      const found = await Promise.all(named.map((id) => require(id, all)));
      const entries = found.map(({ entry }) => entry);
      const moved = orderChannels(ids, entries, parts.configured());
      const writes = found.flatMap(({ version }, index) => {
        const entry = moved[index] as StoredEntry;
        if (entry.priority === entries[index]?.priority) return [];
        return [{ id: entry.id, action: 'channel.order', entry, version, by }];
      });
      if (writes.length > 0) await write(...writes);
    },
  };
}

/** Refuses what could not be used; the sentences hold no secret. Secrets that stay were checked when they came. */
function refuseProblems(parts: ChannelDeskParts, entry: StoredEntry, secrets?: readonly string[]): void {
  const problems: string[] = [];
  const shown = secrets ? { ...entry, credentials: [...secrets] } : entry;
  const { providers, catalog } = parts;
  configuredChannels([shown], providers, catalog, problems, 'store', secrets ? 'given' : 'kept');
  if (problems.length > 0) throw new Refusal('invalid', problems.join('; '));
}

function seal({ sealer }: ChannelDeskParts, channel: string, secrets: readonly string[]): SealedCredential[] {
  return secrets.map((secret) => {
    const id = `${channel}/${randomText(10)}`;
    return {
      id,
      sealed: sealer.seal(secret, credentialPlace(id)),
      fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 8),
    };
  });
}
