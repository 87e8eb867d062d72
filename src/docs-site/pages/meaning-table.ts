import type { Text, Words } from '../language.ts';
import { type Block, table } from '../page.ts';

export const meaning: Words = { en: 'Meaning', zh: '含义', ja: '意味' };
export const marked = (name: string): Words => ({ en: `\`${name}\``, zh: `\`${name}\``, ja: `\`${name}\`` });

/** Keys of a file, and what each means. */
export const meaningTable = (words: Readonly<Record<string, Words>>): Block =>
  table(
    [{ en: 'Key', zh: '键', ja: 'キー' }, meaning],
    Object.entries(words).map(([name, means]): Text[] => [marked(name), means]),
  );
