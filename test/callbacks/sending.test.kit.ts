import { randomBytes } from 'node:crypto';
import { createKeys } from '../../src/admission/keys.ts';
import type { Mode } from '../../src/generation/caller.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createOutbound, type OutboundOptions } from '../../src/lib/outbound.ts';
import { createSealer, type Sealer } from '../../src/lib/seal.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type CallbackDesk, createCallbackDesk } from '../../src/tasks/callbacks/callback-desk.ts';
import { type CallbackSender, type SenderLimits, startSender } from '../../src/tasks/callbacks/sender.ts';
import { type TestEngine, testEngines } from '../services/test-engines.ts';
import { endTasks } from './ended-task.test.kit.ts';

export const account = 'default';
export const masterKey = 'a master key of forty characters, or more';

/** A clock that stands still until it is told. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function manualClock(startMs = Date.now()): ManualClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}

export interface Payer {
  readonly accountId: string;
  readonly mode: Mode;
}

export interface SendingHouse {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly desk: CallbackDesk;
  /** A sender as each process has one. */
  sender(options?: {
    owner?: string;
    limits?: Partial<SenderLimits>;
    outbound?: OutboundOptions;
    chance?: () => number;
    sealer?: Sealer;
  }): Promise<CallbackSender>;
  /** Ends tasks now; resolves with the ids of their events, in order. */
  end(...callbackUrls: string[]): Promise<string[]>;
  /** The same for another account, or the test mode. */
  endOf(payer: Payer, ...callbackUrls: string[]): Promise<string[]>;
  close(): Promise<void>;
}

/** A store with an account, and senders over it; everything real but the time. */
export async function openHouse(engine: TestEngine): Promise<SendingHouse> {
  const database = await engine.create();
  const store = await openStore({ url: database.url });
  const clock = manualClock();
  const sealer = createSealer([masterKey]);
  await createKeys(store, clock).create({ mode: 'live', name: 'opens the default account' });
  const log = createLog('silent');
  const closers: (() => Promise<unknown>)[] = [];
  let serial = 0;
  const house: SendingHouse = {
    store,
    clock,
    desk: createCallbackDesk(store, clock, randomBytes, sealer),
    async sender({
      owner = 'one',
      limits,
      outbound: options,
      chance = () => 0.5,
      sealer: own = sealer,
    } = {}) {
      const outbound = createOutbound(options ?? { allow: ['127.0.0.0/8'] });
      const sender = await startSender({
        store,
        outbound,
        clock,
        randomBytes,
        sealer: own,
        chance,
        owner,
        log,
        writeStatus: ({ id, state, request, failure }) => ({ id, state, prompt: request.prompt, failure }),
        writeNews: (payload) => payload,
        limits: { graceMs: 100, ...limits },
      });
      closers.unshift(
        () => sender.stop(),
        async () => outbound.close(),
      );
      return sender;
    },
    end: (...callbackUrls) => house.endOf({ accountId: account, mode: 'live' }, ...callbackUrls),
    async endOf({ accountId, mode }, ...callbackUrls) {
      const tasks = callbackUrls.map((callbackUrl) => {
        serial += 1;
        return { id: `task${String(serial).padStart(6, '0')}`, callbackUrl };
      });
      await store.write(endTasks, { tasks, accountId, mode, nowMs: clock.now() });
      return tasks.map(({ id }) => `evt_${id}`);
    },
    async close() {
      for (const close of closers) await close();
      await store.close();
      await database.remove();
    },
  };
  return house;
}

/** A house for each engine there is. */
export const engines = testEngines;
