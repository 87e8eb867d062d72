import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store, StoreOptions } from '../../../src/store/store.ts';
import { type TestDatabase, type TestEngine, testEngines } from '../test-engines.ts';

export const bankMigrations = fileURLToPath(new URL('./migrations', import.meta.url));

export function openBank(url: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({ url, migrations: bankMigrations, ...options });
}

export interface OpenBank {
  readonly store: Store;
  readonly database: TestDatabase;
}

/** Declares the same tests for every engine of this run, each on a fresh database. */
export function onEveryEngine(declare: (bank: OpenBank, engine: TestEngine) => void): void {
  for (const engine of testEngines()) {
    describe(engine.name, () => {
      let store: Store;
      let database: TestDatabase;
      before(async () => {
        database = await engine.create();
        store = await openBank(database.url);
      });
      after(async () => {
        await store?.close();
        await database?.remove();
      });
      const bank: OpenBank = {
        get store() {
          return store;
        },
        get database() {
          return database;
        },
      };
      declare(bank, engine);
    });
  }
}
