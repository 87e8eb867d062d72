import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSessions } from '../../src/console-api/sessions.ts';
import { createUsers } from '../../src/console-api/users.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { testEngines } from '../services/test-engines.ts';

for (const engine of testEngines()) {
  it(`processes that start together on ${engine.name} make one owner, and none of them fails`, async () => {
    const database = await engine.create();
    const stores = await Promise.all([1, 2].map(() => openStore({ url: database.url })));
    try {
      const links = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const store = stores[index % stores.length]!;
          const users = createUsers(store, systemClock, createSessions(store, systemClock));
          return users.first({ actor: 'start' });
        }),
      );
      assert.equal(links.filter((link) => link !== undefined).length, 1);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await database.remove();
    }
  });
}
