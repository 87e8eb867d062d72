import type { Capability } from '../answers.ts';

export const tones = ['good', 'sandbox', 'wait', 'bad'] as const;
export type Tone = (typeof tones)[number];

/** What passed against the emulator alone never looks like what passed live. */
const toneOfStatus: Readonly<Record<string, Tone>> = {
  Verified: 'good',
  'Verified (sandbox)': 'sandbox',
  Failing: 'bad',
};

export const toneOf = ({ status }: Pick<Capability, 'status'>): Tone => toneOfStatus[status] ?? 'wait';

/** Beside the colour: who cannot see one reads the other. */
export const signs = { good: '✓', sandbox: '◇', bad: '✗', wait: '·' } as const;

export function countTones(rows: readonly Capability[]): Record<Tone, number> {
  const counts = { good: 0, sandbox: 0, bad: 0, wait: 0 };
  for (const row of rows) counts[toneOf(row)] += 1;
  return counts;
}
