import { Refusal } from '../generation/refusal.ts';

/**
 * Throws a refusal for a key that would be dead at birth, or ended by a slip of the date. What an expired key has
 * already stays, to the second: scripts send back whole tokens with one thing changed.
 */
export function checkExpiry(wantedMs: number | null, beforeMs: number | null, nowMs: number): void {
  if (wantedMs === null || wantedMs > nowMs || secondsOf(wantedMs) === secondsOf(beforeMs)) return;
  throw new Refusal(
    'invalid',
    'expires_at: must be a time to come; disable or revoke a key that shall be refused now.',
    'expires_at',
  );
}

const secondsOf = (ms: number | null) => ms !== null && Math.floor(ms / 1_000);
