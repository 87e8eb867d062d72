import type { Channel } from './channel.ts';
import type { StoredEntry } from './channel-rows.ts';
import { orderPriorities } from './order-priorities.ts';

/** The stored channels with the priorities that `ids` wishes, in which some of the configuration may be named, too. */
export function orderChannels(
  ids: readonly string[],
  stored: readonly StoredEntry[],
  configured: readonly Channel[],
): StoredEntry[] {
  // That of test keys is nobody's neighbour: no request can go to it or to another.
  const fixed = configured.filter(({ mode }) => mode === 'live');
  const wished = ids.flatMap((id) => {
    const own = stored.find((entry) => entry.id === id);
    const channel = own ?? fixed.find((each) => each.id === id);
    return channel ? [{ id, priority: channel.priority, isFixed: own === undefined }] : [];
  });
  const others = fixed.flatMap(({ id, priority }) => (ids.includes(id) ? [] : [priority]));
  const priorities = orderPriorities(wished, others);
  return stored.map((entry) => ({ ...entry, priority: priorities.get(entry.id) ?? entry.priority }));
}
