import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createSessions } from '../../src/console-api/sessions.ts';
import type { UserChange } from '../../src/console-api/user-rows.ts';
import { createUsers, type Users } from '../../src/console-api/users.ts';
import { Refusal } from '../../src/generation/refusal.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type TestDatabase, testEngines } from '../services/test-engines.ts';

const rounds = 20;
const by = { actor: 'tester' };

for (const engine of testEngines()) {
  describe(`people who are changed by two processes at once on ${engine.name}`, () => {
    let database: TestDatabase;
    let stores: Store[];
    let first: Users;
    let second: Users;
    before(async () => {
      database = await engine.create();
      stores = await Promise.all([1, 2].map(() => openStore({ url: database.url })));
      [first, second] = stores.map((store) =>
        createUsers(store, systemClock, createSessions(store, systemClock)),
      ) as [Users, Users];
    });
    after(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.remove();
    });

    const make = async (name: string, role: 'owner' | 'operator') =>
      (await first.create({ name, role, accountId: undefined }, by)).user.id;
    const activeOwners = async () =>
      (await first.list()).filter(({ role, disabledAtMs }) => role === 'owner' && disabledAtMs === undefined);

    it('leave an owner when two take the role from each other', async () => {
      const [one, other] = await Promise.all([make('one', 'owner'), make('other', 'owner')]);
      const takings: readonly UserChange[] = [{ role: 'operator' }, { disabled: true }];
      for (let round = 0; round < rounds; round += 1) {
        const taking = takings[round % 2] as UserChange;
        const results = await Promise.allSettled([
          first.update(one, taking, by),
          second.update(other, taking, by),
        ]);
        const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
        assert.equal(refused.length, 1, `round ${round}`);
        assert.ok(refused[0] instanceof Refusal && refused[0].code === 'conflict', String(refused[0]));
        assert.equal((await activeOwners()).length, 1, `round ${round}`);
        for (const id of [one, other]) await first.update(id, { role: 'owner', disabled: false }, by);
      }
    });

    it('stay disabled while somebody else changes their role', async () => {
      const id = await make('changed', 'operator');
      for (let round = 0; round < rounds; round += 1) {
        const role = round % 2 === 0 ? 'viewer' : 'operator';
        await Promise.all([first.update(id, { role }, by), second.update(id, { disabled: true }, by)]);
        const changed = await first.show(id);
        assert.equal(changed.role, role, `round ${round}`);
        assert.notEqual(changed.disabledAtMs, undefined, `round ${round}`);
        await first.update(id, { disabled: false }, by);
      }
    });
  });
}
