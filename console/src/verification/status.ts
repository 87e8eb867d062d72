import type { Capability } from '../answers.ts';

export type Tone = 'good' | 'bad' | 'wait';

export const toneOf = ({ status }: Pick<Capability, 'status'>): Tone =>
  status.startsWith('Verified') ? 'good' : status === 'Failing' ? 'bad' : 'wait';

/** Beside the colour: who cannot see one reads the other. */
export const signs = { good: '✓', bad: '✗', wait: '·' } as const;

export function countTones(rows: readonly Capability[]): Record<Tone, number> {
  const counts = { good: 0, bad: 0, wait: 0 };
  for (const row of rows) counts[toneOf(row)] += 1;
  return counts;
}
