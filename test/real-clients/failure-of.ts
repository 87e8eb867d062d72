import assert from 'node:assert/strict';

/** The error a call is rejected with. Fails when the call succeeds. */
export function failureOf(call: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(
    call.then(
      (value) => assert.fail(`no error, but ${JSON.stringify(value)?.slice(0, 300)}`),
      (error: unknown) => error,
    ),
  );
}
