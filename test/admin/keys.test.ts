import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashApiKey } from '../../src/admission/api-key.ts';
import { createCallerKeys } from '../../src/admission/caller-keys.ts';
import { findCaller } from '../../src/admission/key-rows.ts';
import { Failure } from '../../src/generation/failure.ts';
import { Refusal } from '../../src/generation/refusal.ts';
import { type Books, onEveryStore, tester } from './open-books.test.kit.ts';
import { tamper } from './tamper.test.kit.ts';

const dayMs = 86_400_000;

describe('API keys', () => {
  onEveryStore((books) => {
    const find = (key: string) => books().store.read(findCaller, { hash: hashApiKey(key) });
    const create = (owner: Books) => owner.keys.create({ mode: 'live', name: 'rolling' }, tester);

    it('accepts replaced secrets until their grace periods end, and none past that of a later rotation', async () => {
      const first = await create(books());
      const second = await books().keys.rotate(first.id, 3_600_000, tester);
      const third = await books().keys.rotate(first.id, 2 * dayMs, tester);
      const fourth = await books().keys.rotate(first.id, dayMs, tester);
      for (const [key, untilMs] of [
        [first.key, books().nowMs + 3_600_000],
        [second.key, books().nowMs + dayMs],
        [third.key, books().nowMs + dayMs],
        [fourth.key, null],
      ] as const) {
        const found = await find(key);
        assert.equal(found?.caller.keyId, first.id);
        assert.equal(found?.expiresAtMs, untilMs);
      }
    });

    it('refuses the old secret at once when there is no grace period', async () => {
      const { id, key } = await create(books());
      const rotated = await books().keys.rotate(id, 0, tester);
      assert.equal(await find(key), undefined);
      assert.equal((await find(rotated.key))?.caller.keyId, id);
    });

    it('refuses every secret from before at once when the last rotation has no grace period', async () => {
      const first = await create(books());
      const second = await books().keys.rotate(first.id, 7 * dayMs, tester);
      const third = await books().keys.rotate(first.id, 0, tester);
      assert.equal(await find(first.key), undefined);
      assert.equal(await find(second.key), undefined);
      assert.equal((await find(third.key))?.caller.keyId, first.id);
    });

    it('never lets a replaced secret outlive the key', async () => {
      const expiresAtMs = books().nowMs + 60_000;
      const { id, key } = await books().keys.create({ mode: 'test', name: 'short', expiresAtMs }, tester);
      await books().keys.rotate(id, dayMs, tester);
      assert.equal((await find(key))?.expiresAtMs, expiresAtMs);
    });

    it('refuses every secret of a revoked key, and to rotate it', async () => {
      const { id, key } = await create(books());
      const rotated = await books().keys.rotate(id, dayMs, tester);
      assert.equal(await books().keys.revoke(id, tester), true);
      assert.equal(await books().keys.revoke(id, tester), false);
      assert.equal(await find(key), undefined);
      assert.equal(await find(rotated.key), undefined);
      await assert.rejects(books().keys.rotate(id, 0, tester), isRefusal('conflict'));
    });

    it('refuses a grace period above seven days, unknown keys and unknown accounts', async () => {
      const { id } = await create(books());
      await assert.rejects(books().keys.rotate(id, 7 * dayMs + 1, tester), isRefusal('invalid'));
      await assert.rejects(books().keys.show('key_none'), isRefusal('not_found'));
      await assert.rejects(books().keys.update('key_none', {}, tester), isRefusal('not_found'));
      const stray = { mode: 'live', name: 'stray', accountId: 'acc_none' } as const;
      await assert.rejects(books().keys.create(stray, tester), isRefusal('not_found'));
    });

    it('changes what an update names, and takes away what it sets to null', async () => {
      const settings = { models: ['nano-banana-2'], concurrency: 3 };
      const { id, key } = await books().keys.create({ mode: 'live', name: 'old', settings }, tester);
      const expiresAtMs = books().nowMs + dayMs;
      const patch = { name: 'new', settings: { models: null, strategy: 'value' }, expiresAtMs } as const;
      const updated = await books().keys.update(id, patch, tester);
      assert.deepEqual(
        [updated.name, updated.expiresAtMs, updated.settings],
        [
          'new',
          expiresAtMs,
          { concurrency: 3, strategy: 'value', setByOperator: { concurrency: 3, expiresAtMs } },
        ],
      );
      assert.deepEqual((await find(key))?.caller.settings, updated.settings);
    });

    it('takes no expiry that is past, and keeps one that has passed while something else changes', async () => {
      const order = { mode: 'live', name: 'late' } as const;
      const past = { expiresAtMs: books().nowMs };
      await assert.rejects(books().keys.create({ ...order, ...past }, tester), isRefusal('invalid'));
      const { id } = await books().keys.create({ ...order, expiresAtMs: books().nowMs + 1_001 }, tester);
      await assert.rejects(books().keys.update(id, past, tester), isRefusal('invalid'));
      const { expiresAtMs } = await books().keys.show(id);
      books().nowMs += dayMs;
      const whole = { name: 'renamed', expiresAtMs: Math.floor((expiresAtMs as number) / 1_000) * 1_000 };
      assert.equal((await books().keys.update(id, whole, tester)).name, 'renamed');
    });

    it('starts a budget that is added later with what the key spent and holds', async () => {
      const caller = await books().open({ micros: 1_000_000 });
      await books().succeed(await books().accept(caller));
      const running = await books().accept(caller);
      const budget = { totalMicros: 3 * 67_000, dayMicros: 3 * 67_000 };
      const { settings } = await books().keys.update(caller.keyId, { settings: { budget } }, tester);
      const limited = { ...caller, settings };
      const third = await books().accept(limited);
      await assert.rejects(
        books().accept(limited),
        (error) => error instanceof Failure && error.code === 'budget_exhausted',
      );
      await books().fail(running);
      await books().succeed(third);
      await books().succeed(await books().accept(limited));
    });

    it('says beside a budget what is held and charged in each period that runs', async () => {
      const dayMost = { budget: { dayMicros: 200_000, monthMicros: 9_000_000 } };
      const { keyId, ...caller } = await books().open({ micros: 1_000_000 });
      assert.equal((await books().keys.show(keyId)).spent, undefined);
      const { settings, spent: none } = await books().keys.update(keyId, { settings: dayMost }, tester);
      const limited = { ...caller, keyId, settings };
      const startMs = books().nowMs;
      const day = Math.floor(startMs / dayMs) * dayMs;
      const ends = { dayEndsAtMs: day + dayMs, monthEndsAtMs: Date.UTC(2026, 11, 1) };
      assert.deepEqual(none, { dayMicros: 0, monthMicros: 0, totalMicros: 0, ...ends });
      await books().succeed(await books().accept(limited));
      const running = await books().accept(limited);
      const both = { dayMicros: 134_000, monthMicros: 134_000, totalMicros: 134_000, ...ends };
      assert.deepEqual((await books().keys.show(keyId)).spent, both);
      const listed = await books().keys.list(caller.accountId);
      assert.deepEqual(listed.find(({ id }) => id === keyId)?.spent, both);
      assert.deepEqual((await books().keys.rotate(keyId, 0, tester)).spent, both);
      await assert.rejects(
        books().accept(limited),
        (error) =>
          error instanceof Failure &&
          error.code === 'budget_exhausted' &&
          error.message ===
            'The day budget of this API key does not cover the request: $0.066 of $0.2 is left. ' +
              `It begins anew at ${new Date(day + dayMs).toISOString().slice(0, 10)} 00:00 UTC.`,
      );
      await books().fail(running);
      books().nowMs += dayMs;
      const next = { dayMicros: 0, monthMicros: 67_000, totalMicros: 67_000 };
      const after = { ...next, ...ends, dayEndsAtMs: day + 2 * dayMs };
      assert.deepEqual((await books().keys.show(keyId)).spent, after);
      books().nowMs = startMs;
    });

    it('gives a key that makes others no limits they would be without', async () => {
      const limits = {
        models: ['nano-banana-2'],
        budget: { totalMicros: 1 },
        requestsPerMinute: 5,
        concurrency: 1,
      };
      for (const [name, limit] of Object.entries(limits)) {
        const settings = { [name]: limit, manageKeys: true };
        const order = { mode: 'live', name, settings } as const;
        await assert.rejects(books().keys.create(order, tester), isRefusal('invalid'), name);
        const limited = await books().keys.create({ ...order, settings: { [name]: limit } }, tester);
        const manager = await books().keys.create({ ...order, settings: { manageKeys: true } }, tester);
        for (const [id, patch] of [
          [limited.id, { manageKeys: true }],
          [manager.id, { [name]: limit }],
        ] as const) {
          await assert.rejects(books().keys.update(id, { settings: patch }, tester), isRefusal('invalid'));
        }
        await books().keys.update(limited.id, { settings: { manageKeys: true, [name]: null } }, tester);
      }
    });

    it('lets a key of before that rule manage none, and an operator disable it or put it right', async () => {
      const { id, key } = await create(books());
      const settings = JSON.stringify({ manageKeys: true, concurrency: 1 });
      const statement = `update api_keys set settings = '${settings}' where id = '${id}' returning id`;
      await books().store.write(tamper, { statement });
      const found = await find(key);
      assert.ok(found);
      const managed = createCallerKeys(books().store, { now: () => books().nowMs });
      const { list } = managed(found.caller, { address: '::1', requestId: 'none' });
      await assert.rejects(
        list({ offset: 0, limit: 1 }),
        (error) => error instanceof Failure && error.code === 'permission_denied',
      );
      await books().keys.update(id, { settings: { disabled: true } }, tester);
      await books().keys.update(id, { settings: { concurrency: null } }, tester);
    });

    it('leaves neither keys nor hashes of them in what is told of actions', async () => {
      const { id, key } = await create(books());
      const rotated = await books().keys.rotate(id, dayMs, tester);
      const actions = await books().store.read(tamper, { statement: 'select * from actions' });
      const text = JSON.stringify(actions);
      assert.ok(text.includes(id));
      for (const secret of [key, rotated.key]) {
        assert.ok(!text.includes(secret) && !text.includes(hashApiKey(secret)));
      }
    });
  });
});

const isRefusal = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;
