import type { Channel } from '../answers.ts';

/** As they are tried. That of test keys is tried beside no other, but stands in the list. */
export const inOrder = (channels: readonly Channel[]): Channel[] =>
  [...channels].sort((a, b) => a.priority - b.priority || a.id.localeCompare(b.id));

/** What can come before or after another. */
export const ranked = (sorted: readonly Channel[]): Channel[] => sorted.filter(({ mode }) => mode === 'live');

/** The place one step up or down; undefined at the end. */
export function nextPlace(
  channels: readonly Channel[],
  place: number,
  way: 'up' | 'down',
): number | undefined {
  const step = way === 'up' ? -1 : 1;
  let next = place + step;
  // Between two of the configuration whose priorities leave no number there is no place: past both.
  while (isTight(channels[next], channels[next + step])) next += step;
  return channels[next] ? next : undefined;
}

const isTight = (one: Channel | undefined, other: Channel | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.source !== 'store' &&
  other.source !== 'store' &&
  Math.abs(one.priority - other.priority) < 2;
