import type { RequestRate } from '../generation/engine.ts';

/**
 * A key's rate limit as OpenAI's clients read it, and in the form of the IETF draft "RateLimit header fields for
 * HTTP". `retryAfterSeconds`: what Retry-After of the same answer says; the draft lets `t` lie no later.
 */
export function rateLimitHeaders(rate: RequestRate, retryAfterSeconds?: number): Record<string, string> {
  const nextSeconds = Math.min(Math.ceil(rate.nextMs / 1000), retryAfterSeconds ?? Number.POSITIVE_INFINITY);
  return {
    'x-ratelimit-limit-requests': String(rate.limit),
    'x-ratelimit-remaining-requests': String(rate.remaining),
    'x-ratelimit-reset-requests': durationText(rate.resetMs),
    'ratelimit-policy': `"${rate.policy}";q=${rate.limit};w=${Math.round(rate.windowMs / 1000)}`,
    ratelimit: `"${rate.policy}";r=${rate.remaining};t=${nextSeconds}`,
  };
}

/** `120ms`, `59.94s`, `6m0s`: OpenAI's durations. */
export function durationText(durationMs: number): string {
  const wholeMs = Math.max(0, Math.ceil(durationMs));
  if (wholeMs > 0 && wholeMs < 1000) return `${wholeMs}ms`;
  const minutes = Math.floor(wholeMs / 60_000);
  const seconds = `${(wholeMs % 60_000) / 1000}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}
