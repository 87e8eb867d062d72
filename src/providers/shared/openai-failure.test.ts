import assert from 'node:assert/strict';
import test from 'node:test';
import { openaiFailure } from './openai-failure.ts';

const codeOf = (status: number, error: object) => openaiFailure(status, JSON.stringify({ error })).code;

test('an empty purse is a denial, whatever its status: it does not pass as a rate limit does', () => {
  for (const [status, name] of [
    [429, 'insufficient_quota'],
    [429, 'billing_not_active'],
    [400, 'billing_hard_limit_reached'],
    [500, 'insufficient_user_quota'],
  ] as const) {
    assert.equal(codeOf(status, { code: name, message: 'm' }), 'upstream_denied', `code ${name}`);
    assert.equal(codeOf(status, { type: name, code: null, message: 'm' }), 'upstream_denied', `type ${name}`);
  }
});

test('a rate limit is one', () => {
  const error = { type: 'tokens', code: 'rate_limit_exceeded', message: 'Rate limit reached' };
  assert.equal(codeOf(429, error), 'upstream_rate_limited');
  assert.equal(openaiFailure(429, 'Too Many Requests').code, 'upstream_rate_limited');
});
