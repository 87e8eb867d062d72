import { drive } from '../load/drive.mjs';
import { cpuMs, peakMb, resetPeak } from '../measure/process-figures.mjs';
import { percentile } from '../measure/statistics.mjs';
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
      measure(contender, { ...load, durationMs: isQuick ? 700 : 1500 }),
    );
  }
  return figures;
}

async function measure(contender, load) {
  resetPeak(contender.pids);
  const before = cpuMs(contender.pids);
  const done = await drive(contender, load);
  const spentMs = cpuMs(contender.pids) - before;
  return {
    mbPerCore: done.bytes / 1e3 / spentMs,
    mbPerSecond: done.bytes / 1e3 / done.wallMs,
    answersPerCoreSecond: done.answers / (spentMs / 1000),
    answersPerSecond: done.answers / (done.wallMs / 1000),
    cpuMsPerAnswer: spentMs / done.answers,
    cpuMsPerImageMb: spentMs / done.answers / (load.sizeBytes / 1e6),
    p50Ms: percentile(done.latenciesMs, 50),
    p99Ms: percentile(done.latenciesMs, 99),
    peakMb: peakMb(contender.pids),
    failures: done.failures,
    firstFailure: done.firstFailure,
  };
}
