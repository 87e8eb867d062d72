import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Ticket } from '../../src/admission/accept.ts';
import { Failure } from '../../src/generation/failure.ts';
import { Refusal } from '../../src/generation/refusal.ts';
import { failAbandoned } from '../../src/ledger/fail-abandoned.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Books, type OpenedBooks, openBooks, tester } from './open-books.test.kit.ts';

/** A history is hundreds of commits, which take a server ten times as long. */
const runs = { SQLite: 200, PostgreSQL: 30 } as const;
const moreRuns = process.env.PLANTAIN_MODEL_RUNS;
const price = 67_000;

type Step =
  | { readonly do: 'accept'; readonly count: number }
  | { readonly do: 'succeed' | 'fail' | 'refund' | 'reverse'; readonly pick: number; readonly part: number }
  | { readonly do: 'top-up'; readonly amount: number }
  | { readonly do: 'crash' };

const picked = (name: 'succeed' | 'fail' | 'refund' | 'reverse') =>
  fc.record({ do: fc.constant(name), pick: fc.nat(20), part: fc.integer({ min: 1, max: 100 }) });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('accept' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: picked('succeed') },
  picked('fail'),
  { weight: 2, arbitrary: picked('refund') },
  picked('reverse'),
  fc.record({ do: fc.constant('top-up' as const), amount: fc.integer({ min: 1, max: 4 * price }) }),
  fc.record({ do: fc.constant('crash' as const) }),
);

/** What a bookkeeper with a pencil would have. */
interface Pencil {
  available: number;
  held: number;
  funded: number;
  spent: number;
  readonly running: Ticket[];
  readonly ended: Ticket[];
  readonly charged: { readonly ticket: Ticket; readonly micros: number; refunded: boolean }[];
  readonly takeable: {
    readonly id: string;
    readonly micros: number;
    readonly kind: string;
    reversed: boolean;
  }[];
}

for (const engine of testEngines()) {
  describe(`the ledger on ${engine.name}`, () => {
    let opened: OpenedBooks;
    before(async () => {
      opened = await openBooks(engine);
    });
    after(() => opened.close());

    it('agrees with a pencil after every step of any history, and with itself', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
          await walk(opened.books, steps);
        }),
        { numRuns: moreRuns ? Number(moreRuns) : runs[engine.name] },
      );
      assert.deepEqual(await opened.books.problems(), []);
    });
  });
}

async function walk(books: Books, steps: readonly Step[]): Promise<void> {
  const caller = await books.open({ micros: 3 * price });
  const pencil: Pencil = {
    available: 3 * price,
    held: 0,
    funded: 3 * price,
    spent: 0,
    running: [],
    ended: [],
    charged: [],
    takeable: [],
  };
  for (const step of steps) {
    books.nowMs += 1_000;
    await take(books, caller, pencil, step);
    const { balances } = await books.accounts.show(caller.accountId);
    assert.deepEqual(
      balances.live,
      {
        unlimited: false,
        availableMicros: pencil.available,
        heldMicros: pencil.held,
        fundedMicros: pencil.funded,
        spentMicros: pencil.spent,
      },
      JSON.stringify(step),
    );
    assert.ok(balances.live.availableMicros >= 0);
    assert.deepEqual(await books.problems(caller.accountId), []);
  }
  // Nothing may be left for the next history: the key counters are checked over all accounts.
  for (const ticket of pencil.running) await books.fail(ticket);
}

async function take(books: Books, caller: Parameters<Books['accept']>[0], pencil: Pencil, step: Step) {
  switch (step.do) {
    case 'accept': {
      const needed = step.count * price;
      const enough = pencil.available >= needed;
      const accepted = await orRefused(books.accept(caller, step.count), enough);
      if (!accepted) return;
      pencil.available -= needed;
      pencil.held += needed;
      pencil.running.push(accepted);
      return;
    }
    case 'succeed':
    case 'fail':
      return end(books, pencil, step);
    case 'refund':
      return refund(books, pencil, step);
    case 'reverse':
      return reverse(books, pencil, step);
    case 'top-up': {
      const order = { mode: 'live', amountMicros: step.amount, reason: 'paid' } as const;
      const { transferId } = await books.accounts.topUp(caller.accountId, order, tester);
      pencil.available += step.amount;
      pencil.funded += step.amount;
      pencil.takeable.push({ id: transferId, micros: step.amount, kind: 'top-up', reversed: false });
      return;
    }
    case 'crash': {
      books.nowMs += leaseMs + 1;
      const { accountId } = caller;
      await books.store.write(failAbandoned, { accountId, mode: 'live', nowMs: books.nowMs, limit: 100 });
      pencil.available += pencil.held;
      pencil.held = 0;
      pencil.ended.push(...pencil.running.splice(0));
    }
  }
}

async function end(books: Books, pencil: Pencil, step: Extract<Step, { pick: number }>) {
  // One that ended before is tried as well: the second end must change nothing.
  const all = [...pencil.running, ...pencil.ended];
  const ticket = all[step.pick % Math.max(1, all.length)];
  if (!ticket) return;
  const chargedMicros = Math.ceil((ticket.heldMicros * step.part) / 100);
  const isRunning = pencil.running.includes(ticket);
  const done =
    step.do === 'succeed' ? await books.succeed(ticket, { chargedMicros }) : await books.fail(ticket);
  assert.equal(done, isRunning);
  if (!isRunning) return;
  pencil.running.splice(pencil.running.indexOf(ticket), 1);
  pencil.ended.push(ticket);
  pencil.held -= ticket.heldMicros;
  const charge = step.do === 'succeed' ? chargedMicros : 0;
  pencil.available += ticket.heldMicros - charge;
  pencil.spent += charge;
  if (charge > 0) pencil.charged.push({ ticket, micros: charge, refunded: false });
}

async function refund(books: Books, pencil: Pencil, step: Extract<Step, { pick: number }>) {
  const entry = pencil.charged[step.pick % Math.max(1, pencil.charged.length)];
  if (!entry) return;
  // Above 90 more than the charge is asked for.
  const amountMicros = step.part > 90 ? entry.micros + 1 : Math.ceil((entry.micros * step.part) / 100);
  const allowed = !entry.refunded && amountMicros <= entry.micros;
  const order = { amountMicros, reason: 'a bad picture' };
  const done = await orRefused(books.accounts.refund(entry.ticket.id, order, tester), allowed);
  if (!done) return;
  entry.refunded = true;
  pencil.available += amountMicros;
  pencil.spent -= amountMicros;
  pencil.takeable.push({ id: done.transferId, micros: amountMicros, kind: 'refund', reversed: false });
}

async function reverse(books: Books, pencil: Pencil, step: Extract<Step, { pick: number }>) {
  const entry = pencil.takeable[step.pick % Math.max(1, pencil.takeable.length)];
  if (!entry) return;
  const allowed = !entry.reversed && pencil.available >= entry.micros;
  const done = await orRefused(books.accounts.reverse(entry.id, 'a slip', tester), allowed);
  if (!done) return;
  entry.reversed = true;
  pencil.available -= entry.micros;
  if (entry.kind === 'top-up') pencil.funded -= entry.micros;
  else pencil.spent += entry.micros;
}

/** The result where it is allowed; otherwise it must be refused, and by name. */
async function orRefused<Result>(work: Promise<Result>, allowed: boolean): Promise<Result | undefined> {
  if (allowed) return work;
  await assert.rejects(work, (error) => error instanceof Refusal || error instanceof Failure);
  return undefined;
}
