import { nativeExchange } from '../contenders/contender.mjs';
import { measureLoad } from '../load/measure-load.mjs';
import { sizes } from '../picture.mjs';

export const name = 'native';

const load = { sizeBytes: sizes.large, connections: 8 };

/** 8 MB passed on in Google's contract, byte for byte, while this gateway archives them too. */
export async function run({ contenders, alternate, isQuick }) {
  const speaking = contenders
    .filter(({ name }) => name !== 'naive')
    .map((contender) => ({
      ...contender,
      ...nativeExchange(contender.headers),
      leavesFiles: contender.archives,
    }));
  for (const contender of speaking)
    await measureLoad(contender, { ...load, durationMs: isQuick ? 500 : 1500 });
  const plan = { contenders: speaking, rounds: isQuick ? 1 : 5, title: 'native answers, 8 MB' };
  return alternate(plan, (contender) =>
    measureLoad(contender, { ...load, durationMs: isQuick ? 700 : 1300 }),
  );
}
