import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTogether } from './open-together.ts';

const opened = () => {
  const thing = {
    isClosed: false,
    async close() {
      thing.isClosed = true;
    },
  };
  return thing;
};
const later = <T>(value: () => T | Promise<T>) => new Promise<void>(setImmediate).then(value);

it('of two that open together both are there, and stay open', async () => {
  const [one, other] = [opened(), opened()];
  assert.deepEqual(
    await openTogether(
      Promise.resolve(one),
      later(() => other),
    ),
    [one, other],
  );
  assert.deepEqual([one.isClosed, other.isClosed], [false, false]);
});

it('when one of two cannot be opened, the other is closed, also when it opens later, and the reason is told', async () => {
  const refused = new Error('no room');
  const fail = () => Promise.reject(refused);
  const things = [opened(), opened(), opened(), opened()] as const;
  await assert.rejects(openTogether(Promise.resolve(things[0]), later(fail)), refused);
  await assert.rejects(
    openTogether(
      later(() => things[1]),
      fail(),
    ),
    refused,
  );
  await assert.rejects(
    openTogether(
      fail(),
      later(() => things[2]),
    ),
    refused,
  );
  await assert.rejects(openTogether(later(fail), Promise.resolve(things[3])), refused);
  assert.deepEqual(
    things.map(({ isClosed }) => isClosed),
    [true, true, true, true],
  );
});
