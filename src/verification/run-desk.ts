import { Refusal } from '../generation/refusal.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import type { CapabilityRow } from './capability-table.ts';
import type { RunHandle } from './carry-out.ts';
import type { Case } from './case.ts';
import type { Evidence } from './evidence-rows.ts';
import type { Outpost } from './outpost.ts';
import type { RunPlan } from './plan-run.ts';
import { caseHistory, listRuns, type Run, readRun } from './read-runs.ts';
import type { RunOrder, Scope } from './run-order.ts';
import { cancelRun } from './run-rows.ts';
import type { Target } from './target.ts';
import type { Verification } from './verification.ts';

export interface RunDeskParts {
  readonly verification: Verification;
  readonly store: Store;
  readonly now: () => number;
  /** Throws a `Refusal` for a channel that cannot be checked. */
  readonly targetOf: (channel: string) => Target;
  /** Opened when the first run begins; resolves with nothing where none is configured. */
  readonly openOutpost: () => Promise<Outpost | undefined>;
}

export interface RunWish extends Scope {
  readonly channel: string;
  readonly capMicros?: number | undefined;
  readonly emulated?: boolean | undefined;
}

/** Quotes, begins, follows and ends runs of checks in this process; knows those of the others by their rows. */
export interface RunDesk {
  quote(wish: RunWish): Promise<RunPlan>;
  start(wish: RunWish, by: Actor, reason?: RunOrder['reason']): Promise<Run>;
  /** Takes up a run that was capped, cancelled or broken off. */
  resume(id: string, capMicros: number | undefined, by: Actor): Promise<Run>;
  cancel(id: string, by: Actor): Promise<Run>;
  show(id: string): Promise<Run>;
  list(page: { limit: number; beforeMs?: number; channel?: string }): Promise<Run[]>;
  table(): Promise<CapabilityRow[]>;
  /** A row of the table and what was found out about it, newest first. */
  history(page: { caseId: string; channel?: string; limit: number }): Promise<{
    readonly case: Case;
    readonly evidence: readonly Evidence[];
  }>;
  /** Resolves when no run of this process is under way. */
  idle(): Promise<void>;
  /** Lets the runs of this process end after the requests under way; they can be resumed. */
  close(): Promise<void>;
}

export function createRunDesk(parts: RunDeskParts): RunDesk {
  const { verification, store } = parts;
  const underWay = new Map<string, RunHandle>();
  let outpost: Promise<Outpost | undefined> | undefined;
  const show = async (id: string) => (await store.read(readRun, { id })).run;

  async function orderOf(wish: RunWish, by: Actor, reason: RunOrder['reason']): Promise<RunOrder> {
    const target = parts.targetOf(wish.channel);
    outpost ??= parts.openOutpost().catch((error: unknown) => {
      outpost = undefined;
      throw error;
    });
    return {
      ...wish,
      target,
      reason,
      by,
      outpost: await outpost,
      emulated: wish.emulated ?? target.kind === 'sandbox',
    };
  }

  async function begin(order: RunOrder): Promise<Run> {
    const planned = await verification.plan(order);
    const handle = await planned.begin();
    underWay.set(handle.id, handle);
    const forget = () => {
      if (underWay.get(handle.id) === handle) underWay.delete(handle.id);
    };
    handle.finished.then(forget, forget);
    return show(handle.id);
  }

  const settled = async () => {
    await Promise.allSettled([...underWay.values()].map(({ finished }) => finished));
  };

  return {
    quote: async (wish) => verification.plan(await orderOf(wish, { actor: 'plantain' }, 'demand')),
    start: async (wish, by, reason = 'demand') => begin(await orderOf(wish, by, reason)),
    async resume(id, capMicros, by) {
      const run = await show(id);
      if (run.state === 'done' || run.state === 'running') {
        throw new Refusal('conflict', `There is nothing to resume of the run ${id}: it is ${run.state}.`);
      }
      if (underWay.has(id)) {
        const sentence = `The run ${id} still waits for its last answers: resume it in a moment.`;
        throw new Refusal('conflict', sentence);
      }
      const scope = JSON.parse(run.scope ?? '{}') as Scope;
      const wish = { ...scope, channel: run.channel, capMicros };
      const order = await orderOf(wish, by, run.reason as RunOrder['reason']);
      return begin({ ...order, resume: id });
    },
    async cancel(id, by) {
      await store.write(cancelRun, { id, by, nowMs: parts.now() });
      underWay.get(id)?.stop();
      return show(id);
    },
    show,
    list: (page) => store.read(listRuns, page),
    table: () => verification.table(),
    async history(page) {
      const found = verification.cases.find(({ id }) => id === page.caseId);
      if (!found) throw new Refusal('not_found', `There is no case ${page.caseId}.`, 'case');
      return { case: found, evidence: await store.read(caseHistory, page) };
    },
    idle: settled,
    async close() {
      for (const run of underWay.values()) run.stop();
      await settled();
      await (await outpost)?.close();
    },
  };
}
