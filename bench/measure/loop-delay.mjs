/** What the monitor reports on an idle loop: it measures from tick to tick, and ticks every 10 ms. */
const tickMs = 10;

/**
 * How late the event loop of a Node gateway was since the last call, from its own `/metrics`:
 * `{ p99Ms, maxMs }`, or undefined where there is none.
 */
export async function takeLoopDelay({ origin, hasLoop }) {
  if (!hasLoop) return undefined;
  const text = await (await fetch(`${origin}/metrics`)).text();
  const read = (name) => {
    const seconds = Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)$`, 'm').exec(text)?.[1]);
    return Math.max(0, seconds * 1000 - tickMs);
  };
  return { p99Ms: read('p99'), maxMs: read('max') };
}
