/** A signal with a timer behind it. */
export interface TimedSignal {
  readonly signal: AbortSignal;
  /** Nobody listens any more. */
  clear(): void;
}

/**
 * Aborts with `reason` when the time has passed, which it may have already, or with `other`, whichever comes first.
 * Not `AbortSignal.any`: what it makes stays with `other` in Node 20 as long as that lives.
 */
export function abortAfter(afterMs: number, reason: () => Error, other?: AbortSignal): TimedSignal {
  const stop = new AbortController();
  const onTime = () => stop.abort(reason());
  const onOther = () => stop.abort(other?.reason);
  other?.addEventListener('abort', onOther, { once: true });
  if (other?.aborted) onOther();
  if (afterMs <= 0) onTime();
  const timer = setTimeout(onTime, Math.max(afterMs, 0));
  return {
    signal: stop.signal,
    clear() {
      clearTimeout(timer);
      other?.removeEventListener('abort', onOther);
    },
  };
}
