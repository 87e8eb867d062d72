import { measureLoad } from '../load/measure-load.mjs';
import { sizes } from '../picture.mjs';

export const name = 'throughput';

const cases = [
  { id: '50 KB', sizeBytes: sizes.small, connections: 32 },
  { id: '1.5 MB', sizeBytes: sizes.medium, connections: 16 },
  { id: '8 MB', sizeBytes: sizes.large, connections: 8 },
  { id: '20 MB', sizeBytes: sizes.huge, connections: 4, fullOnly: true },
];

/** As much as each contender can do: `{ [size]: { [contender]: figures per round } }`. */
export async function run({ contenders, direct, alternate, isQuick }) {
  const figures = {};
  for (const { id, fullOnly, ...load } of cases) {
    if (fullOnly && isQuick) continue;
    const plan = { contenders: [...contenders, direct], rounds: isQuick ? 3 : 5, title: `throughput, ${id}` };
    figures[id] = await alternate(plan, (contender) =>
      measureLoad(contender, { ...load, durationMs: isQuick ? 600 : 1300 }),
    );
  }
  return figures;
}
