import { figure, isFull } from '../money/figure.test.kit.ts';

/**
 * The part of a long proof that this run does: `quick` by default; with PLANTAIN_PROOFS=full all of `full`, or with
 * PLANTAIN_SHARD=2/8 the second eighth, which begins at `first`. Shards have seeds of their own, so together they are
 * the whole.
 */
export function proofShare(
  quick: number,
  full: number,
): { count: number; first: number; seed: number; said: string } {
  const [number = 1, of = 1] = (process.env.PLANTAIN_SHARD ?? '1/1').split('/').map(Number);
  const seed = Number(process.env.PLANTAIN_FUZZ_SEED ?? Date.now() % 2 ** 31) + number - 1;
  const count = isFull ? Math.ceil(full / of) : figure(quick, full);
  return { count, first: (number - 1) * count, seed, said: `seed ${seed}, share ${number}/${of}` };
}
