import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryEngine } from '../../test/services/bank/open-bank.ts';
import * as bankUnits from '../../test/services/bank/units.ts';
import { UniqueViolation, UnitMisuse } from './errors.ts';

const { Refused, addEntries, addEntriesAlone, addEntriesThenFail, addIgnoringTheError } = bankUnits;
const {
  buyInOneTrip,
  claimAccounts,
  listEntries,
  openAccount,
  readAccount,
  spend,
  spendTogether,
  writeWhileRead,
} = bankUnits;

const entry = (id: string, slot: number, accountId = 'books') => ({ id, accountId, slot, amountMicros: 5 });

onEveryEngine((bank, engine) => {
  test('a unit that throws leaves nothing of what it wrote', async () => {
    await bank.store.write(openAccount, { id: 'books', balanceMicros: 0 });
    await assert.rejects(bank.store.write(addEntriesThenFail, [entry('atomic-1', 1), entry('atomic-2', 2)]));
    assert.deepEqual(await bank.store.read(listEntries, 'atomic'), []);
  });

  test('a unit that throws is undone alone, the others asked for in the same turn are kept', async () => {
    const outcomes = await Promise.allSettled([
      bank.store.write(addEntries, [entry('group-a', 10)]),
      bank.store.write(addEntriesThenFail, [entry('group-b', 11), entry('group-c', 12)]),
      bank.store.write(addEntries, [entry('group-d', 10)]),
      bank.store.write(addEntries, [entry('group-e', 13)]),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await bank.store.read(listEntries, 'group-'), ['group-a', 'group-e']);
  });

  test('a prepared statement puts each value wherever it is named, and tells how many rows it changed', async () => {
    const inputs = [
      { id: 'prepared-1', micros: 3 },
      { id: 'prepared-1', micros: 4 },
      { id: 'prepared-2', micros: 5 },
    ];
    assert.deepEqual(await bank.store.write(bankUnits.addToAccounts, inputs), [1, 1, 1]);
    const balances = await Promise.all(
      ['prepared-1', 'prepared-2'].map(
        async (id) => (await bank.store.read(readAccount, id))?.balance_micros,
      ),
    );
    assert.deepEqual(balances.map(Number), [7, 5]);
  });

  test('a prepared statement with a value of its own is refused: the next run would repeat it', async () => {
    await assert.rejects(bank.store.write(bankUnits.emptyAccount, 'prepared-1'), UnitMisuse);
  });

  test('an error arrives with its class, message, code and members', async () => {
    await assert.rejects(bank.store.write(spend, { id: 'nobody', amountMicros: 3 }), (error) => {
      assert.ok(error instanceof Refused);
      assert.equal(error.name, 'Refused');
      assert.equal(error.message, 'the account nobody is short by 3');
      assert.equal(error.code, 'refused');
      assert.deepEqual(error.short, { byMicros: 3 });
      assert.match(error.stack ?? '', /units\.[jt]s/);
      return true;
    });
  });

  test('a unit that ignores a failed statement is rejected, not committed in half', async () => {
    await bank.store.write(addEntries, [entry('ignored-1', 20)]);
    await assert.rejects(bank.store.write(addIgnoringTheError, entry('ignored-2', 20)), (error) => {
      assert.ok(error instanceof UnitMisuse);
      assert.match(error.message, /add-ignoring-the-error/);
      assert.ok(error.cause instanceof UniqueViolation);
      return true;
    });
    assert.deepEqual(await bank.store.read(listEntries, 'ignored'), ['ignored-1']);
  });

  test('a read that starts after a write resolved sees it, whatever else is queued', async () => {
    for (let slot = 100; slot < 130; slot += 1) {
      const noise = bank.store.write(addEntries, [entry(`noise-${slot}`, slot + 1_000)]);
      await bank.store.write(addEntries, [entry(`seen-${slot}`, slot)]);
      assert.ok((await bank.store.read(listEntries, 'seen-')).includes(`seen-${slot}`));
      await noise;
    }
  });

  test('a thousand parallel purchases on a balance of ten succeed exactly ten times', async () => {
    await bank.store.write(openAccount, { id: 'ten', balanceMicros: 10 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1_000 }, () => bank.store.write(spend, { id: 'ten', amountMicros: 1 })),
    );
    const balances = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    assert.deepEqual(
      balances.map(Number).sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    assert.ok(reasons.every((reason) => reason instanceof Refused));
    assert.equal((await bank.store.read(readAccount, 'ten'))?.balance_micros, 0);
  });

  test('calls of one group and unit that wait together are done in one on PostgreSQL', async () => {
    await bank.store.write(openAccount, { id: 'crowd', balanceMicros: 100 });
    const how = await Promise.all(
      Array.from({ length: 40 }, () => bank.store.write(spendTogether, { id: 'crowd', amountMicros: 2 })),
    );
    assert.equal(how.includes('together'), engine.name === 'PostgreSQL');
    assert.equal((await bank.store.read(readAccount, 'crowd'))?.balance_micros, 20);
  });

  test('of calls that together are refused each is refused or done by itself', async () => {
    await Promise.all(
      ['rich', 'short'].map((id) =>
        bank.store.write(openAccount, { id, balanceMicros: id === 'rich' ? 90 : 25 }),
      ),
    );
    const calls = Array.from({ length: 60 }, (_, index) => (index % 2 ? 'rich' : 'short'));
    const outcomes = await Promise.allSettled(
      calls.map((id) => bank.store.write(spendTogether, { id, amountMicros: 3 })),
    );
    const done = (id: string) =>
      outcomes.filter((outcome, index) => calls[index] === id && outcome.status === 'fulfilled').length;
    assert.deepEqual([done('rich'), done('short')], [30, 8]);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    assert.ok(reasons.every((reason) => reason instanceof Refused && reason.short.byMicros === 3));
    assert.equal((await bank.store.read(readAccount, 'rich'))?.balance_micros, 0);
    assert.equal((await bank.store.read(readAccount, 'short'))?.balance_micros, 1);
  });

  test('statements sent in one trip are all carried out', async () => {
    await bank.store.write(openAccount, { id: 'trip', balanceMicros: 100 });
    await bank.store.write(buyInOneTrip, { id: 'trip', amountMicros: 30, entries: ['trip-1', 'trip-2'] });
    assert.equal((await bank.store.read(readAccount, 'trip'))?.balance_micros, 70);
    assert.equal((await bank.store.read(readAccount, 'counted-trip-2'))?.balance_micros, 2);
    assert.deepEqual(await bank.store.read(listEntries, 'trip-'), ['trip-1', 'trip-2']);
  });

  test('of a trip with a refused statement nothing stays, also what began after it, and the refusal is told', async () => {
    await bank.store.write(openAccount, { id: 'refused-trip', balanceMicros: 10 });
    for (let round = 0; round < 20; round += 1) {
      const given = { id: 'refused-trip', amountMicros: 11, entries: [`refused-trip-${round}`] };
      await assert.rejects(bank.store.write(buyInOneTrip, given), Refused);
      assert.equal(await bank.store.read(readAccount, `counted-refused-trip-${round}`), undefined);
    }
    assert.deepEqual(await bank.store.read(listEntries, 'refused-trip-'), []);
  });

  test('of a trip in which a statement fails nothing stays, and that failure is told, not those it caused', async () => {
    await bank.store.write(openAccount, { id: 'failed-trip', balanceMicros: 10 });
    const given = { id: 'failed-trip', amountMicros: 1, entries: ['failed-1', 'failed-1', 'failed-2'] };
    await assert.rejects(bank.store.write(buyInOneTrip, given), UniqueViolation);
    assert.equal((await bank.store.read(readAccount, 'failed-trip'))?.balance_micros, 10);
    assert.deepEqual(await bank.store.read(listEntries, 'failed-'), []);
  });

  test('ten claimers at once never get the same row', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        bank.store.write(openAccount, { id: `claim-${index}`, balanceMicros: 1 }),
      ),
    );
    const claimed: string[] = [];
    for (let empty = false; !empty; ) {
      const rounds = await Promise.all(
        Array.from({ length: 10 }, () => bank.store.write(claimAccounts, { prefix: 'claim-', count: 3 })),
      );
      claimed.push(...rounds.flat());
      empty = rounds.flat().length === 0;
    }
    assert.equal(claimed.length, 60);
    assert.equal(new Set(claimed).size, 60);
  });

  test('a unit that writes cannot be read', async () => {
    await assert.rejects(bank.store.read(writeWhileRead, 'sneaky'), UnitMisuse);
    assert.equal(await bank.store.read(readAccount, 'sneaky'), undefined);
  });

  test('writes that wait at the same time share commits', async () => {
    const before = bank.store.stats();
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        bank.store.write(addEntries, [entry(`shared-${index}`, 3_000 + index)]),
      ),
    );
    const after = bank.store.stats();
    assert.equal(after.writes - before.writes, 200);
    assert.ok(after.commits - before.commits <= 50, `${after.commits - before.commits} commits`);
    assert.ok(after.largestGroup > 3);
    assert.equal(after.pending, 0);
  });

  test('units that share no commit run beside those that do', async () => {
    const writes = Array.from({ length: 40 }, (_, index) =>
      bank.store.write(index % 2 ? addEntries : addEntriesAlone, [entry(`beside-${index}`, 4_000 + index)]),
    );
    await Promise.all(writes);
    assert.equal((await bank.store.read(listEntries, 'beside-')).length, 40);
  });
});
