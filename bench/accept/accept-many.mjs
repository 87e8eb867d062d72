import { percentile } from '../measure/statistics.mjs';

/** How many accepts are asked for at once. */
export const atOnce = 64;

/** That many accepts at a door, each asked for when the one before it was answered. */
export async function acceptMany(door, count) {
  const waits = [];
  let left = count;
  const commitsBefore = door.commits();
  const cpuBefore = door.cpuUs();
  const startedMs = performance.now();
  const accept = async (_, lane) => {
    while (left-- > 0) {
      const sinceMs = performance.now();
      await door.accept(lane);
      waits.push(performance.now() - sinceMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, accept));
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    perSecond: count / seconds,
    p50Ms: percentile(waits, 50),
    p99Ms: percentile(waits, 99),
    cpuUs: (door.cpuUs() - cpuBefore) / count,
    commits: door.commits() - commitsBefore,
  };
}
