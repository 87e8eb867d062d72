import path from 'node:path';
import { createKeys } from '../../src/admission/keys.ts';
import type { KeySettings } from '../../src/generation/caller.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { startGateway, type TestGateway, type TestGatewayOptions } from '../gateway/gateway.test.kit.ts';
import type { TestEngine } from '../services/test-engines.ts';
import { findBookErrors, openPrepaid, readBalance, readGenerations, readSpent } from './books.test.kit.ts';

/** A gateway in this process with an eye on its books. */
export interface BookKeeper {
  readonly gateway: TestGateway;
  readonly store: Store;
  /** A live key of a new prepaid account. */
  open(micros: number, settings?: KeySettings): Promise<KeptAccount>;
  close(): Promise<void>;
}

export interface KeptAccount {
  readonly id: string;
  readonly key: string;
  balance(): Promise<number>;
  /** Of its key's budget. */
  spent(): Promise<number>;
  generations(): Promise<
    { id: string; state: string; failure_code: string | null; charged_micros: number }[]
  >;
  errors(): Promise<string[]>;
}

export async function openBookKeeper(
  engine: TestEngine,
  options: TestGatewayOptions = {},
): Promise<BookKeeper> {
  const database = await engine.create();
  const isSqlite = database.url.startsWith('sqlite:');
  const gateway = await startGateway({
    ...options,
    env: {
      PLANTAIN_REQUESTS_PER_MINUTE: '1000000',
      ...options.env,
      ...(isSqlite ? {} : { DATABASE_URL: database.url }),
    },
  });
  const clock: Clock = options.clock ?? systemClock;
  const store = await openStore({
    url: isSqlite ? `sqlite:${path.join(gateway.dataFolder, 'plantain.db')}` : database.url,
  });
  let accounts = 0;
  return {
    gateway,
    store,
    async open(micros, settings = {}) {
      accounts += 1;
      const accountId = `prepaid-${accounts}`;
      await store.write(openPrepaid, { accountId, micros, nowMs: clock.now() });
      const keys = createKeys(store, clock);
      const { id, key } = await keys.create({ mode: 'live', name: accountId, accountId, settings });
      return {
        id: accountId,
        key,
        balance: () => store.read(readBalance, { accountId }),
        spent: () => store.read(readSpent, { keyId: id }),
        generations: () => store.read(readGenerations, { keyId: id }),
        errors: () => store.read(findBookErrors, undefined),
      };
    },
    async close() {
      await store.close();
      await gateway.close();
      await database.remove();
    },
  };
}
