import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Failure } from '../generation/failure.ts';
import { createBodyRoom } from './body-room.ts';

const kibibyte = 1_024;

it('bodies hold no more than allowed, and a key that fills the memory leaves room for another', () => {
  let shed = 0;
  const memory = createBodyRoom(8_000 * kibibyte, () => (shed += 1));
  const isTaken = (key: string, sizeBytes: number): boolean => {
    try {
      memory.take(key, sizeBytes);
      return true;
    } catch (error) {
      assert.ok(error instanceof Failure && error.code === 'overloaded' && (error.retryAfterMs ?? 0) > 0);
      return false;
    }
  };
  const greedy = Array.from({ length: 20 }, () => isTaken('greedy', 1_000 * kibibyte));
  assert.deepEqual([greedy.filter(Boolean).length, shed], [7, 13]);
  assert.equal(isTaken('other', 1_000 * kibibyte), true, 'the last eighth');
  assert.equal(isTaken('other', 1), false);
  assert.equal(isTaken('third', 60 * kibibyte), true, 'a body without inline images');
  for (let index = 0; index < 7; index += 1) memory.giveBack('greedy', 1_000 * kibibyte);
  memory.giveBack('other', 1_000 * kibibyte);
  memory.giveBack('third', 60 * kibibyte);
  assert.equal(memory.sizeBytes, 0);
  assert.equal(isTaken('greedy', 7_000 * kibibyte), true);
});
