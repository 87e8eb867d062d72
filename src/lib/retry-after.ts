/**
 * Milliseconds from now that a `retry-after` asks for: seconds, which some send with a fraction, or an HTTP date.
 * Undefined when it asks for nothing.
 */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const waitMs = /^\d{1,9}(\.\d{1,9})?$/.test(value)
    ? Math.ceil(Number(value) * 1_000)
    : Date.parse(value) - nowMs;
  return waitMs > 0 ? waitMs : undefined;
}
