import { createHash } from 'node:crypto';

export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  between(least: number, most: number): number;
  /** Both ends included. */
  integer(least: number, most: number): number;
  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T;
}

/** Chance that is the same for the same seed on every machine (mulberry32). */
export function seededRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
  };
}
