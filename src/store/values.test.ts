import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEveryEngine } from '../../test/services/bank/open-bank.ts';
import { addEntries, measure, openAccount, readAccount } from '../../test/services/bank/units.ts';
import { ConstraintViolation, IntegerTooLarge, UniqueViolation, UnstorableValue } from './errors.ts';

onEveryEngine((bank) => {
  test('integers up to 2^53 - 1 are numbers on both engines', async () => {
    for (const [id, balanceMicros] of [
      ['large', Number.MAX_SAFE_INTEGER],
      ['small', Number.MIN_SAFE_INTEGER],
      ['zero', 0],
    ] as const) {
      await bank.store.write(openAccount, { id, balanceMicros });
      assert.equal((await bank.store.read(readAccount, id))?.balance_micros, balanceMicros);
    }
  });

  test('an integer beyond 2^53 - 1 is stored but never read as a rounded number', async () => {
    await bank.store.write(openAccount, { id: 'huge', balanceMicros: 2n ** 53n + 1n });
    await assert.rejects(bank.store.read(readAccount, 'huge'), IntegerTooLarge);
    assert.ok(await bank.store.read(readAccount, 'large'), 'the connection still works');
  });

  test('counts, sums, maxima and integer divisions have the same type and value', async () => {
    await bank.store.write(openAccount, { id: 'figures', balanceMicros: 0 });
    await bank.store.write(
      addEntries,
      [7, 8, 9].map((slot) => ({
        id: `figure-${slot}`,
        accountId: 'figures',
        slot,
        amountMicros: slot * 1_000,
      })),
    );
    assert.deepEqual(
      { ...(await bank.store.read(measure, { prefix: 'figure-', divisor: 2 })) },
      {
        entries: 3,
        total: 24_000,
        top: 9,
        half: 3,
      },
    );
  });

  test('text of every script and emoji comes back as it went in', async () => {
    const id = 'naïve \'quoted\' "香蕉" バナナ 🍌👩🏽‍🚀 \u{10FFFF} \r\n\t\u0001 ; drop table bank_account';
    await bank.store.write(openAccount, { id, balanceMicros: 1 });
    assert.equal((await bank.store.read(readAccount, id))?.id, id);
  });

  test('JSON columns keep U+0000 and lone surrogates', async () => {
    const note = { prompt: 'a\0b \ud800 🍌', list: [1, null, true], nested: { deep: 'é' } };
    await bank.store.write(openAccount, { id: 'noted', balanceMicros: 1, note });
    assert.deepEqual((await bank.store.read(readAccount, 'noted'))?.note, note);
  });

  for (const [title, id] of [
    ['U+0000', 'nul\0'],
    ['half of a surrogate pair', 'half\ud83c'],
    ['a boolean', true],
    ['a date', new Date(0)],
    ['an object', { id: 'x' }],
    ['a number that is not finite', Number.POSITIVE_INFINITY],
    ['an integer that is not exact', 2 ** 53],
  ] as const) {
    test(`a plain column refuses ${title}`, async () => {
      await assert.rejects(
        bank.store.write(openAccount, { id: id as string, balanceMicros: 1 }),
        UnstorableValue,
      );
    });
  }

  test('a second row with the same key is a UniqueViolation naming table and columns', async () => {
    await bank.store.write(openAccount, { id: 'twice', balanceMicros: 1 });
    await assert.rejects(bank.store.write(openAccount, { id: 'twice', balanceMicros: 1 }), (error) => {
      assert.ok(error instanceof UniqueViolation);
      assert.equal(error.name, 'UniqueViolation');
      assert.equal(error.code, 'unique_violation');
      assert.equal(error.table, 'bank_account');
      assert.deepEqual(error.columns, ['id']);
      return true;
    });
  });

  test('a unique rule over two columns names both', async () => {
    const entry = { id: 'pair-1', accountId: 'figures', slot: 70, amountMicros: 1 };
    await bank.store.write(addEntries, [entry]);
    await assert.rejects(bank.store.write(addEntries, [{ ...entry, id: 'pair-2' }]), (error) => {
      assert.ok(error instanceof UniqueViolation);
      assert.equal(error.table, 'bank_entry');
      assert.deepEqual(error.columns, ['account_id', 'slot']);
      return true;
    });
  });

  for (const [kind, entry] of [
    ['foreign-key', { id: 'broken-1', accountId: 'no such account', slot: 1, amountMicros: 1 }],
    ['check', { id: 'broken-2', accountId: 'figures', slot: 71, amountMicros: 0 }],
    ['not-null', { id: 'broken-3', accountId: 'figures', slot: null as unknown as number, amountMicros: 1 }],
  ] as const) {
    test(`breaking a ${kind} rule is a ConstraintViolation of that kind`, async () => {
      await assert.rejects(bank.store.write(addEntries, [entry]), (error) => {
        assert.ok(error instanceof ConstraintViolation);
        assert.equal(error.kind, kind);
        return true;
      });
    });
  }
});
