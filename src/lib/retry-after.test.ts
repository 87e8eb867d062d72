import assert from 'node:assert/strict';
import { it } from 'node:test';
import { retryAfterMs } from './retry-after.ts';

it('reads seconds, fractions of them and HTTP dates, and nothing else', () => {
  const nowMs = Date.parse('2026-11-21T12:00:00Z');
  const cases: readonly (readonly [string | undefined, number | undefined])[] = [
    ['2', 2_000],
    ['0.25', 250],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [value, expected] of cases) assert.equal(retryAfterMs(value, nowMs), expected, String(value));
});
