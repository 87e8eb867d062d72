import { Refused } from '../ask.ts';
import type { TextKey } from '../texts/en.ts';

const byStatus: readonly (readonly [statuses: readonly number[], text: TextKey])[] = [
  [[401], 'adviceSignIn'],
  [[403], 'adviceRole'],
  [[404, 410], 'adviceGone'],
  [[409], 'adviceChanged'],
  [[400, 413, 415, 422], 'adviceField'],
  [[429], 'adviceWait'],
];

/** What a person can do next about an error of a request, beside what the gateway said. */
export function adviceOf(error: unknown): TextKey | undefined {
  // The browser's own word for an answer that never came.
  if (error instanceof TypeError) return 'adviceReach';
  if (!(error instanceof Refused)) return undefined;
  const known = byStatus.find(([statuses]) => statuses.includes(error.status))?.[1];
  return known ?? (error.status >= 500 ? 'adviceServer' : undefined);
}
