/** How late the loop was since the last call, under the names that prom-client gives the figures. */
export function loopMetrics(loopDelay) {
  const text = [
    `nodejs_eventloop_lag_p99_seconds ${loopDelay.percentile(99) / 1e9}`,
    `nodejs_eventloop_lag_max_seconds ${loopDelay.max / 1e9}`,
    '',
  ].join('\n');
  loopDelay.reset();
  return text;
}
