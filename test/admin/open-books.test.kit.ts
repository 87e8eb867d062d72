import { after, before, describe } from 'node:test';
import { accept, type Ticket } from '../../src/admission/accept.ts';
import { type Accounts, createAccounts } from '../../src/admission/accounts.ts';
import { createKeys, type Keys } from '../../src/admission/keys.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import type { Caller, KeySettings } from '../../src/generation/caller.ts';
import { noUsage } from '../../src/generation/outcome.ts';
import { plainRequest } from '../../src/generation/plain-request.ts';
import { ledgerAudit } from '../../src/ledger/audit-ledger.ts';
import { createPriceList } from '../../src/ledger/price-list.ts';
import { settleUnit } from '../../src/ledger/settle.ts';
import { requestId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Actor } from '../../src/records/actions.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { prepareQueue } from '../../src/tasks/start-queue.ts';
import { type TestDatabase, type TestEngine, testEngines } from '../services/test-engines.ts';

export const tester: Actor = { actor: 'tester', address: '127.0.0.1', requestId: 'test-request' };

export interface End {
  readonly chargedMicros?: number;
  readonly channel?: string;
  readonly costMicros?: number;
}

/** A store without a gateway, with a clock of its own. */
export interface Books {
  readonly store: Store;
  readonly keys: Keys;
  readonly accounts: Accounts;
  nowMs: number;
  /** A caller of a new key; of a new prepaid account with this much in it unless one is named. */
  open(options?: OpenOptions): Promise<Caller>;
  /** Accepts one picture of nano-banana-2 at 1K, 67,000 micro-USD; with an address to call back, a task. */
  accept(caller: Caller, count?: number, callbackUrl?: string): Promise<Ticket>;
  succeed(ticket: Ticket, end?: End): Promise<boolean>;
  fail(ticket: Ticket, end?: End): Promise<boolean>;
  problems(accountId?: string): Promise<unknown[]>;
}

interface OpenOptions {
  readonly micros?: number;
  readonly accountId?: string;
  readonly mode?: Caller['mode'];
  readonly settings?: KeySettings;
}

/** Declares the same tests for every engine of this run; the books are there once they run. */
export function onEveryStore(declare: (books: () => Books) => void): void {
  for (const engine of testEngines()) {
    describe(engine.name, () => {
      let opened: OpenedBooks;
      before(async () => {
        opened = await openBooks(engine);
      });
      after(() => opened?.close());
      declare(() => opened.books);
    });
  }
}

export interface OpenedBooks {
  readonly books: Books;
  close(): Promise<void>;
}

export async function openBooks(engine: TestEngine): Promise<OpenedBooks> {
  const database: TestDatabase = await engine.create();
  const store = await openStore({ url: database.url });
  await prepareQueue({ databaseUrl: database.url, role: 'api' }, store.engine, createLog('silent'));
  return {
    books: createBooks(store),
    async close() {
      await store.close();
      await database.remove();
    },
  };
}

function createBooks(store: Store): Books {
  let nowMs = Date.UTC(2026, 10, 21, 12);
  const clock = { now: () => nowMs };
  const keys = createKeys(store, clock);
  const accounts = createAccounts(store, clock);
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  const prices = createPriceList(store, clock, shippedPrices);
  return {
    store,
    keys,
    accounts,
    get nowMs() {
      return nowMs;
    },
    set nowMs(value) {
      nowMs = value;
    },
    async open({ micros = 0, accountId, mode = 'live', settings = {} } = {}) {
      const id = accountId ?? (await accounts.create({ name: 'Customer', kind: 'prepaid' }, tester)).id;
      if (micros > 0) await accounts.topUp(id, { mode, amountMicros: micros, reason: 'opening' }, tester);
      const key = await keys.create({ mode, name: 'a key', accountId: id, settings }, tester);
      return { keyId: key.id, keyName: 'a key', accountId: id, unlimited: false, mode, settings };
    },
    accept: (caller, count = 1, callbackUrl = undefined) =>
      accept(
        {
          store,
          prices,
          catalog,
          owner: 'test-owner',
          leaseClock: { now: () => nowMs, catchUp: () => undefined },
          archive: { pass: () => undefined },
        },
        { id: requestId(nowMs), request: picture(count, callbackUrl), caller, choice: {} },
        nowMs,
      ),
    succeed: (ticket, end = {}) => settle(store, ticket, nowMs, end, true),
    fail: (ticket, end = {}) => settle(store, ticket, nowMs, end, false),
    problems: (accountId) => store.read(ledgerAudit, accountId === undefined ? {} : { accountId }),
  };
}

const picture = (count: number, callbackUrl: string | undefined) =>
  ({
    ...plainRequest('nano-banana-2', 'a plantain'),
    resolution: '1K',
    count,
    kind: callbackUrl === undefined ? 'sync-image' : 'async-image',
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  }) as const;

function settle(store: Store, ticket: Ticket, nowMs: number, end: End, succeeded: boolean) {
  const { chargedMicros = ticket.heldMicros, channel = 'upstream', costMicros = 0 } = end;
  const attempt = { slot: 1, number: 1, channel, upstreamModel: 'id', startedAtMs: nowMs, endedAtMs: nowMs };
  const image = { number: 1, slot: 1, key: `${ticket.id}-1.png`, mediaType: 'image/png' } as const;
  return store.write(settleUnit, {
    id: ticket.id,
    fence: ticket.fence,
    accountId: ticket.caller.accountId,
    mode: ticket.caller.mode,
    keyId: ticket.caller.keyId,
    model: ticket.request.model,
    lane: ticket.request.kind === 'async-image' ? 'task' : 'sync',
    createdAtMs: ticket.createdAtMs,
    heldMicros: ticket.heldMicros,
    nowMs,
    chargedMicros: succeeded ? chargedMicros : 0,
    ending: succeeded
      ? {
          state: 'succeeded',
          result: {
            text: '',
            usage: { ...noUsage, promptTokens: 10, imageTokens: 1_120 },
            omitted: [],
            channel,
            effectiveModel: 'id',
          },
          outputs: [{ ...image, sizeBytes: 1, width: 1024, height: 1024, expiresAtMs: nowMs + 1 }],
          attempts: [{ ...attempt, result: 'delivered', costMicros }],
        }
      : {
          state: 'failed',
          code: 'upstream_unavailable',
          message: 'The upstream is unavailable.',
          internal: null,
          attempts: [{ ...attempt, result: 'upstream_unavailable', costMicros }],
        },
  });
}
