import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../generation/failure.ts';
import { withoutSecret } from './without-secret.ts';

describe('a failure whose upstream quoted the credential', () => {
  it('keeps everything but the credential', () => {
    const failure = withoutSecret(
      new Failure('upstream_rate_limited', {
        message: 'Slow down, relay-key-1',
        internal: '429 the key relay-key-1 (relay-key-1) is limited',
        cause: new Error('429 for relay-key-1'),
        retryAfterMs: 3_000,
        upstreamStatus: 429,
        outcomeUnknown: true,
      }),
      'relay-key-1',
    );
    assert.equal(failure.message, 'Slow down, …');
    assert.equal(failure.internal, '429 the key … (…) is limited');
    assert.equal(failure.cause, undefined);
    const { code, retryAfterMs, upstreamStatus, outcomeUnknown } = failure;
    assert.deepEqual(
      [code, retryAfterMs, upstreamStatus, outcomeUnknown],
      ['upstream_rate_limited', 3_000, 429, true],
    );
  });

  it('stays the very same when nothing was quoted', () => {
    const failure = new Failure('no_image', { cause: new Error('nothing') });
    assert.equal(withoutSecret(failure, 'relay-key-1'), failure);
  });
});
