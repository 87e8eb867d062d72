import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Caller } from '../../src/generation/caller.ts';
import { Failure } from '../../src/generation/failure.ts';
import { type Books, onEveryStore, tester } from './open-books.test.kit.ts';
import { readSums } from './read-sums.test.kit.ts';

const price = 67_000;
const dayMs = 86_400_000;

onEveryStore((books) => {
  it('what a process accepted before it knew of a new budget gives nothing back to it', async () => {
    const unaware = await books().open({ micros: 100 * price });
    const caller = await withBudget(books(), unaware, { totalMicros: 3 * price });
    const late = await Promise.all(Array.from({ length: 5 }, () => books().accept(unaware)));
    await Promise.all(late.map((ticket) => books().fail(ticket)));
    assert.deepEqual(await spent(books(), caller), [0, 0, 0]);

    for (let image = 0; image < 3; image += 1) await books().succeed(await books().accept(caller));
    await assert.rejects(books().accept(caller), isExhausted);
    assert.deepEqual(await spent(books(), caller), [3 * price, 3 * price, 3 * price]);
  });

  it('what ran when a budget was set is counted in the day it was set on, and given back to that day', async () => {
    const unaware = await books().open({ micros: 100 * price });
    const [failing, delivering] = [await books().accept(unaware), await books().accept(unaware)];
    books().nowMs += dayMs;
    const caller = await withBudget(books(), unaware, { dayMicros: 2 * price });
    await assert.rejects(books().accept(caller), isExhausted);

    await books().fail(failing);
    await books().succeed(delivering);
    assert.deepEqual(await spent(books(), caller), [price, price, price]);
    await books().accept(caller);
    await assert.rejects(books().accept(caller), isExhausted);
  });
});

const isExhausted = (error: unknown) => error instanceof Failure && error.code === 'budget_exhausted';

/** The caller as a process sees it that has read the key again. */
async function withBudget(
  books: Books,
  caller: Caller,
  budget: NonNullable<Caller['settings']['budget']>,
): Promise<Caller> {
  const { settings } = await books.keys.update(caller.keyId, { settings: { budget } }, tester);
  return { ...caller, settings };
}

/** Of the newest day, the newest month, and in all. */
async function spent({ store }: Books, { accountId, keyId }: Caller): Promise<number[]> {
  const rows = await store.read(readSums, { accountId, keyIds: [keyId] });
  const periods = rows as { period?: string; spent_micros?: number }[];
  return ['day', 'month', 'total'].map((unit) => {
    const ofUnit = periods.filter(({ period }) => period?.startsWith(unit));
    return Number(
      ofUnit.sort((one, other) => (`${one.period}` < `${other.period}` ? -1 : 1)).at(-1)?.spent_micros,
    );
  });
}
