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

/** openrouter.ai/docs/errors: of a model that requires moderation. */
const flagged = {
  code: 403,
  message:
    'openai/gpt-5-image requires moderation on Azure. Your input was flagged for "sexual". No credits were charged.',
  metadata: {
    reasons: ['sexual'],
    flagged_input: 'a prompt',
    provider_name: 'Azure',
    model_slug: 'openai/gpt-5-image',
  },
};

test('a prompt that moderation refused is one, with every status it has; a key, a right and a purse are the channel’s', () => {
  for (const error of [flagged, { ...flagged, message: 'no' }, { code: 403, message: flagged.message }]) {
    assert.equal(codeOf(403, error), 'content_blocked', JSON.stringify(error));
  }
  for (const status of [400, 403, 422]) {
    for (const message of ['Content violates usage policy', 'Your request was rejected by our safety system'])
      assert.equal(codeOf(status, { message, code: '' }), 'content_blocked', message);
  }
  for (const message of [
    'Your API key has been blocked for safety policy violations',
    'Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys',
    'No endpoints available matching your guardrail restrictions and data policy',
    'Your organization must be verified to use the model `gpt-image-1`.',
  ]) {
    const metadata = { provider_name: 'Azure', raw: 'no' };
    assert.equal(codeOf(403, { code: 403, message, metadata }), 'upstream_denied', message);
  }
  assert.equal(
    codeOf(403, { code: 'insufficient_user_quota', message: 'content' }),
    'upstream_denied',
    'an empty purse',
  );
  assert.equal(codeOf(401, { message: 'Content violates usage policy' }), 'upstream_denied');
});
