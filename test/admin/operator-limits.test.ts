import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeyPatch } from '../../src/admission/key-patch.ts';
import { Failure } from '../../src/generation/failure.ts';
import { onEveryStore, tester } from './open-books.test.kit.ts';
import { tamper } from './tamper.test.kit.ts';

const customer = { actor: 'user:customer' };
const bounds = { accountId: 'default', managers: true };
const expiresAtMs = Date.UTC(2030, 0, 1);

const limits = {
  models: ['nano-banana-2', 'nano-banana-pro'],
  requestsPerMinute: 60,
  concurrency: 5,
  budget: { dayMicros: 1_000, totalMicros: 9_000 },
  ipAllow: ['10.0.0.0/8'],
} as const;

const tighter: KeyPatch = {
  expiresAtMs: expiresAtMs - 1,
  settings: {
    models: ['nano-banana-2'],
    requestsPerMinute: 10,
    concurrency: 1,
    budget: { dayMicros: 1_000, monthMicros: 5, totalMicros: 10 },
    ipAllow: ['10.1.0.0/16', '10.2.3.4'],
  },
};

const looser: readonly (readonly [string, KeyPatch])[] = [
  ['models', { settings: { models: null } }],
  ['models', { settings: { models: ['nano-banana-2', 'nano-banana'] } }],
  ['requests_per_minute', { settings: { requestsPerMinute: null } }],
  ['requests_per_minute', { settings: { requestsPerMinute: 61 } }],
  ['concurrency', { settings: { concurrency: null } }],
  ['concurrency', { settings: { concurrency: 6 } }],
  ['budget.day_micros', { settings: { budget: null } }],
  ['budget.total_micros', { settings: { budget: { dayMicros: 1 } } }],
  ['budget.total_micros', { leftMicros: 9_001 }],
  ['ip_allow', { settings: { ipAllow: null } }],
  ['ip_allow', { settings: { ipAllow: ['10.0.0.0/8', '11.0.0.1'] } }],
  ['expires_at', { expiresAtMs: null }],
  ['expires_at', { expiresAtMs: expiresAtMs + 1 }],
];

describe('limits an operator set on a key', () => {
  onEveryStore((books) => {
    const ofOperator = () =>
      books().keys.create({ mode: 'live', name: 'given', settings: limits, expiresAtMs }, tester);
    const change = (id: string, patch: KeyPatch) => books().keys.update(id, patch, customer, bounds);
    const refusesLooser = async (id: string) => {
      for (const [field, patch] of looser) {
        await assert.rejects(change(id, patch), (error) => {
          assert.ok(error instanceof Failure);
          assert.equal(error.code, 'permission_denied');
          assert.ok(error.message.startsWith(`${field}: an operator allowed this key `), error.message);
          assert.match(error.message, /only an operator allows more/);
          return true;
        });
      }
    };

    it('are tightened by its account, loosened again as far, and neither further nor removed', async () => {
      const { id } = await ofOperator();
      await refusesLooser(id);
      const tightened = await change(id, tighter);
      assert.equal(tightened.settings.requestsPerMinute, 10);
      await refusesLooser(id);
      const back = await change(id, { expiresAtMs, settings: limits });
      assert.deepEqual([back.settings.concurrency, back.expiresAtMs], [5, expiresAtMs]);
    });

    it('are loosened by operators, and what those take away is the account’s to set', async () => {
      const { id } = await ofOperator();
      await books().keys.update(
        id,
        { settings: { requestsPerMinute: null, concurrency: 50 }, expiresAtMs: null },
        tester,
      );
      for (const requestsPerMinute of [10, 500, null]) await change(id, { settings: { requestsPerMinute } });
      await change(id, { expiresAtMs: expiresAtMs * 2 });
      await change(id, { settings: { concurrency: 50 } });
      await assert.rejects(change(id, { settings: { concurrency: 51 } }), { code: 'permission_denied' });
    });

    it('are not those an account set itself, though an operator changes something beside them', async () => {
      const order = { mode: 'live', name: 'own', settings: limits, expiresAtMs } as const;
      const { id } = await books().keys.create(order, { actor: 'key:key_1' }, bounds);
      await change(id, { settings: { requestsPerMinute: 70 } });
      await books().keys.update(
        id,
        { name: 'named', settings: { requestsPerMinute: 70, concurrency: 3 } },
        tester,
      );
      await change(id, {
        settings: { requestsPerMinute: null, models: null, budget: null },
        expiresAtMs: null,
      });
      await assert.rejects(change(id, { settings: { concurrency: 4 } }), { code: 'permission_denied' });
    });

    it('are those a key was made with, where nobody noted whose they are', async () => {
      const forget = (id: string) =>
        books().store.write(tamper, {
          statement: `update api_keys set settings = '${JSON.stringify(limits)}' where id = '${id}'`,
        });
      const { id } = await ofOperator();
      await forget(id);
      await refusesLooser(id);
      const order = { mode: 'live', name: 'own', settings: limits } as const;
      const own = await books().keys.create(order, { actor: 'key:key_1' }, bounds);
      await forget(own.id);
      assert.equal((await change(own.id, { settings: { models: null } })).settings.models, undefined);
    });
  });
});
