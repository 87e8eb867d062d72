import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../generation/failure.ts';
import { syncDeadlineMs, withSyncDeadline } from './sync-deadline.ts';

test('an answer comes before the 300 s after which Node gives up, and names the generation that goes on', async () => {
  assert.ok(syncDeadlineMs <= 240_000);
  const never = new Promise<never>(() => undefined);
  await assert.rejects(withSyncDeadline(never, 'the-id', 1), (error: unknown) => {
    assert.ok(error instanceof Failure);
    assert.deepEqual([error.code, error.final, error.runningId], ['deadline_exceeded', true, 'the-id']);
    assert.match(error.message, /its id is the-id/);
    return true;
  });
});

test('what is done in time is handed on as it is', async () => {
  assert.equal(await withSyncDeadline(Promise.resolve('done'), 'the-id', 60_000), 'done');
});
