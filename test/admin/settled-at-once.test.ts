import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Ticket } from '../../src/admission/accept.ts';
import type { Caller } from '../../src/generation/caller.ts';
import { type Books, onEveryStore } from './open-books.test.kit.ts';
import { readSums } from './read-sums.test.kit.ts';

const price = 67_000;

onEveryStore((books) => {
  it('generations settled at once leave what they leave when settled one after the other', async () => {
    const [atOnce, oneByOne] = [await openSite(books()), await openSite(books())];
    const before = books().store.stats();
    const answers = await Promise.all(ends(books(), atOnce).map((end) => end()));
    const after = books().store.stats();
    if (books().store.engine === 'postgres') {
      assert.ok(after.commits - before.commits < answers.length / 2, 'they shared commits');
    }
    const expected: boolean[] = [];
    for (const end of ends(books(), oneByOne)) expected.push(await end());

    assert.deepEqual(answers, expected);
    assert.deepEqual(await left(books(), atOnce), await left(books(), oneByOne));
    assert.deepEqual(await books().problems(), []);
  });

  it('a settlement that charges more than is held is refused alone', async () => {
    const site = await openSite(books());
    const outcomes = await Promise.allSettled(
      site.tickets.map((ticket, index) =>
        books().succeed(ticket, { chargedMicros: index === 3 ? ticket.heldMicros + 1 : price }),
      ),
    );
    assert.deepEqual(
      outcomes.flatMap((outcome, index) => (outcome.status === 'rejected' ? [index] : [])),
      [3],
    );
    await books().fail(site.tickets[3] as Ticket);
    assert.deepEqual(await books().problems(), []);
  });
});

interface Site {
  readonly callers: readonly Caller[];
  readonly tickets: readonly Ticket[];
}

/** Two keys of one account, one with a budget, and forty generations, of one and two pictures; every sixth is a task. */
async function openSite(books: Books): Promise<Site> {
  const first = await books.open({ micros: 100 * price });
  const second = await books.open({
    accountId: first.accountId,
    settings: { budget: { dayMicros: 80 * price } },
  });
  const tickets = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      books.accept(
        index % 3 ? first : second,
        1 + (index % 2),
        index % 6 ? undefined : 'https://a.example/done',
      ),
    ),
  );
  return { callers: [first, second], tickets };
}

/** Every third fails, every fourth delivers a part, and every fifth is ended twice, by whom it may be. */
const ends = (books: Books, { tickets }: Site): (() => Promise<boolean>)[] =>
  tickets.flatMap((ticket, index) => {
    const channel = index % 7 ? 'one' : 'another';
    const end = () =>
      index % 3 === 1
        ? books.fail(ticket, { channel, costMicros: 5 })
        : books.succeed(ticket, { channel, ...(index % 4 === 3 ? { chargedMicros: price } : {}) });
    return index % 5 ? [end] : [end, () => books.fail(ticket)];
  });

/** Everything that settlements add up, without the names of the site. */
async function left({ store }: Books, { callers }: Site) {
  const [first, second] = callers.map(({ keyId }) => keyId);
  const named = (keyId: string) => (keyId === first ? 'first' : keyId === second ? 'second' : keyId);
  const rows = await store.read(readSums, {
    accountId: callers[0]?.accountId ?? '',
    keyIds: [first, second] as string[],
  });
  const texts = rows.map((row) => JSON.stringify({ ...row, key_id: row.key_id && named(row.key_id) }));
  return texts.sort();
}
