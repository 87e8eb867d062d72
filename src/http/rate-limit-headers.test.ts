import assert from 'node:assert/strict';
import { it } from 'node:test';
import { durationText, rateLimitHeaders } from './rate-limit-headers.ts';

const rate = {
  admitted: true,
  policy: 'default',
  limit: 10_000,
  windowMs: 60_000,
  remaining: 9_999,
  nextMs: 12_001,
  resetMs: 60_000,
};

it('says the limit as OpenAI does and as the IETF draft does', () => {
  assert.deepEqual(rateLimitHeaders(rate), {
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-reset-requests': '1m0s',
    'ratelimit-policy': '"default";q=10000;w=60',
    ratelimit: '"default";r=9999;t=13',
  });
});

it('lets t lie no later than the Retry-After of the same answer', () => {
  assert.equal(rateLimitHeaders(rate, 2).ratelimit, '"default";r=9999;t=2');
  assert.equal(rateLimitHeaders(rate, 59).ratelimit, '"default";r=9999;t=13');
});

for (const [durationMs, text] of [
  [0, '0s'],
  [0.2, '1ms'],
  [120, '120ms'],
  [1_000, '1s'],
  [59_940, '59.94s'],
  [60_000, '1m0s'],
  [360_000, '6m0s'],
  [61_500, '1m1.5s'],
] as const) {
  it(`writes ${durationMs} ms as ${text}`, () => assert.equal(durationText(durationMs), text));
}
