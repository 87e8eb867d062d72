import type { Order } from './order.ts';
import type { Running } from './result.tsx';

/** What lies in the playground; it stays while other pages are looked at, and what is made is followed meanwhile. */
export interface Bench {
  /** Absent: nothing was written yet. */
  readonly order?: Order;
  /** Newest first. */
  readonly results: readonly Running[];
}
