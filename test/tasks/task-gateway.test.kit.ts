import path from 'node:path';
import type { KeySettings } from '../../src/generation/caller.ts';
import type { Receipt } from '../../src/generation/receipt.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startGateway, type TestGateway, type TestGatewayOptions } from '../gateway/gateway.test.kit.ts';
import { findBookErrors, openPrepaid } from '../money/books.test.kit.ts';
import { readAttemptCosts } from './attempt-costs.test.kit.ts';
import { queueTasks } from './queued-tasks.test.kit.ts';

export interface TaskGateway extends TestGateway {
  /** A live key of a new account with this much money. */
  keyWith(micros: number, settings?: KeySettings): Promise<string>;
  /** The receipt behind an id of the default account's live book, as callbacks get it. */
  receiptOf(id: string): Promise<Receipt>;
  /** The id of a task that was accepted when there was a model of this name. */
  queueFor(model: string): Promise<string>;
  /** What the channels charge us for each attempt, in micro-USD. */
  attemptCosts(id: string): Promise<(number | null)[]>;
  /** What is wrong in the books. */
  bookErrors(): Promise<string[]>;
}

/** A gateway in this process, and a handle of the test's own on its store. */
export async function startTaskGateway(options: TestGatewayOptions = {}): Promise<TaskGateway> {
  const gateway = await startGateway(options);
  const database = process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL;
  const store = await openStore({
    url: database ?? `sqlite:${path.join(gateway.dataFolder, 'plantain.db')}`,
  });
  let accounts = 0;
  return {
    ...gateway,
    async keyWith(micros, settings = {}) {
      accounts += 1;
      const accountId = `account-${process.pid}-${accounts}`;
      await store.write(openPrepaid, { accountId, micros, nowMs: Date.now() });
      return (await gateway.app.keys.create({ mode: 'live', name: accountId, accountId, settings })).key;
    },
    async receiptOf(id) {
      const record = await store.read(readGeneration, { id, accountId: 'default', mode: 'live' });
      return record as Receipt;
    },
    async queueFor(model) {
      await store.write(queueTasks, { count: 1, nowMs: Date.now(), name: model, model });
      return `${model}0000`;
    },
    attemptCosts: (id) => store.read(readAttemptCosts, { id }),
    bookErrors: () => store.read(findBookErrors, {}),
    async close() {
      await store.close();
      await gateway.close();
    },
  };
}
