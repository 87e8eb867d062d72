import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../generation/failure.ts';
import { writeModelQueueFailure } from './failures.ts';

const messageOf = (headers: Record<string, string>, query: Record<string, string> = {}) => {
  const context = { requestId: 'r', path: '/', headers, query };
  const { body } = writeModelQueueFailure(new Failure('unauthenticated'), context);
  return (JSON.parse(String(body[0])) as { error: { message: string } }).error.message;
};

test('a wrong key is not called a missing one, wherever it stands', () => {
  const missing = messageOf({});
  assert.equal(missing, 'Authorization Bearer or Key token is required');
  assert.equal(messageOf({ authorization: '', 'x-api-key': '' }), missing);
  for (const name of ['authorization', 'x-goog-api-key', 'x-api-key', 'api-key']) {
    assert.notEqual(messageOf({ [name]: 'bad' }), missing, name);
  }
  assert.notEqual(messageOf({}, { key: 'bad' }), missing);
});
