import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReferenceNote } from '../generation/reference-note.ts';
import { keepNotes } from './keep-notes.ts';

const notes = (...states: ReferenceNote['state'][]) => states.map((state) => ({ state }));

/** A keeper whose pauses end when the test says so. */
function setUp(write: (text: string) => void = () => undefined) {
  const written: string[] = [];
  const pauses: (() => void)[] = [];
  const keeper = keepNotes(
    async (states) => {
      const text = states.map(({ state }) => state).join(' ');
      written.push(text);
      write(text);
    },
    (_, signal) =>
      new Promise((resolve, reject) => {
        pauses.push(() => resolve(undefined));
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  const pauseEnds = async () => {
    pauses.shift()?.();
    await new Promise((next) => setImmediate(next));
  };
  return { keeper, written, pauseEnds };
}

test('references that are there at once cost one write, and none cost none', async () => {
  const { keeper, written } = setUp();
  keeper.onChange(notes('fetching', 'waiting'));
  keeper.onChange(notes('ready', 'ready'));
  await keeper.close();
  assert.deepEqual(written, ['ready ready']);
  const none = setUp();
  await none.keeper.close();
  assert.deepEqual(none.written, []);
});

test('what changed is written after each pause, what did not is not, and the last always', async () => {
  const { keeper, written, pauseEnds } = setUp();
  keeper.onChange(notes('fetching', 'fetching'));
  await pauseEnds();
  await pauseEnds();
  keeper.onChange(notes('ready', 'fetching'));
  await pauseEnds();
  keeper.onChange(notes('ready', 'failed'));
  await keeper.close();
  assert.deepEqual(written, ['fetching fetching', 'ready fetching', 'ready failed']);
});

test('a write between that fails harms nothing; the last one is reported', async () => {
  let isDown = true;
  const { keeper, written, pauseEnds } = setUp(() => {
    if (isDown) throw new Error('the store is away');
  });
  keeper.onChange(notes('fetching'));
  await pauseEnds();
  isDown = false;
  keeper.onChange(notes('ready'));
  await keeper.close();
  assert.deepEqual(written, ['fetching', 'ready']);
  isDown = true;
  const { keeper: other } = setUp(() => {
    throw new Error('the store is away');
  });
  other.onChange(notes('ready'));
  await assert.rejects(other.close(), /away/);
});

test('notes that go on changing are written as they were at each write', async () => {
  const lists: (readonly ReferenceNote[])[] = [];
  const pauses: (() => void)[] = [];
  const keeper = keepNotes(
    async (list) => lists.push(list),
    () => new Promise((resolve) => pauses.push(() => resolve(undefined))),
  );
  const changing = notes('fetching');
  keeper.onChange(changing);
  pauses.shift()?.();
  await new Promise((next) => setImmediate(next));
  changing[0] = { state: 'ready' };
  keeper.onChange(changing);
  pauses.shift()?.();
  await new Promise((next) => setImmediate(next));
  assert.deepEqual(lists, [notes('fetching'), notes('ready')]);
});
