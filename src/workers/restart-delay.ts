const shortestMs = 250;
const longestMs = 30_000;
/** Whoever lived this long did not end because of how it starts. */
const steadyMs = 60_000;

/** How long to wait before a worker is started again, by how often in a row it ended soon after its start. */
export function createRestartDelay(): (livedMs: number) => number {
  let soonEnded = 0;
  return (livedMs) => {
    if (livedMs >= steadyMs) soonEnded = 0;
    const delayMs = Math.min(longestMs, shortestMs * 2 ** soonEnded);
    soonEnded = Math.min(soonEnded + 1, 16);
    return delayMs;
  };
}
