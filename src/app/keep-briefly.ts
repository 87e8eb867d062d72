import type { Clock } from '../lib/clock.ts';

/** Answers with what was read at most so long ago, and reads anew after that; what failed is not kept. */
export function keepBriefly<Value>(
  clock: Clock,
  keptMs: number,
  read: (nowMs: number) => Promise<Value>,
): () => Promise<Value> {
  let kept: { readonly atMs: number; readonly value: Promise<Value> } | undefined;
  return async () => {
    const nowMs = clock.now();
    if (!kept || nowMs - kept.atMs > keptMs || nowMs < kept.atMs) kept = { atMs: nowMs, value: read(nowMs) };
    const mine = kept;
    try {
      return await mine.value;
    } catch (error) {
      if (kept === mine) kept = undefined;
      throw error;
    }
  };
}
