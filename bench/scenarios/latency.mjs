import { drive } from '../load/drive.mjs';
import { percentile } from '../measure/statistics.mjs';
import { sizes } from '../picture.mjs';

export const name = 'latency';

const cases = [
  { id: '50 KB', sizeBytes: sizes.small, requests: 300, quickRequests: 150 },
  { id: '8 MB', sizeBytes: sizes.large, requests: 100, quickRequests: 25 },
];

/** One request at a time, and what of its time the contender added to that of the stub alone in the same round. */
export async function run({ contenders, direct, alternate, isQuick }) {
  const figures = {};
  for (const { id, sizeBytes, requests, quickRequests } of cases) {
    const plan = { contenders: [direct, ...contenders], rounds: isQuick ? 3 : 5, title: `latency, ${id}` };
    const load = { sizeBytes, connections: 1, requests: isQuick ? quickRequests : requests };
    figures[id] = withAdded(await alternate(plan, (contender) => measure(contender, load)));
  }
  return figures;
}

async function measure(contender, load) {
  const { latenciesMs, failures, firstFailure } = await drive(contender, load);
  return { p50Ms: percentile(latenciesMs, 50), p99Ms: percentile(latenciesMs, 99), failures, firstFailure };
}

function withAdded(figures) {
  const add = (figure, round) => ({
    ...figure,
    addedP50Ms: figure.p50Ms - figures.direct[round].p50Ms,
    addedP99Ms: figure.p99Ms - figures.direct[round].p99Ms,
  });
  return Object.fromEntries(
    Object.entries(figures).map(([contender, rounds]) => [contender, rounds.map(add)]),
  );
}
