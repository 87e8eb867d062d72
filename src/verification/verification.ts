import type { Mode } from '../generation/caller.ts';
import type { ModelCatalog } from '../generation/model.ts';
import { microsToUsd } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import { randomText } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Outbound } from '../lib/outbound.ts';
import type { Store } from '../store/store.ts';
import { allCases } from './all-cases.ts';
import type { Door } from './ask.ts';
import { type CapabilityRow, capabilityTable } from './capability-table.ts';
import type { Case } from './case.ts';
import { checkedInRun, type Evidence, insertRun, newestEvidence, noteProgress } from './evidence-rows.ts';
import type { Outpost } from './outpost.ts';
import { type PlanInput, planRun, type RunPlan } from './plan-run.ts';
import { readPrices } from './price-book.ts';
import { makeReferencePictures, type ReferencePictures } from './reference-pictures.ts';
import { type Change, type RunInput, type RunResult, runPlan } from './run.ts';
import type { Target } from './target.ts';

export interface VerificationParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly catalog: ModelCatalog;
  /** Origin of the gateway that is checked. */
  readonly origin: () => string;
  /** A key of its own for every run, and its end. */
  readonly makeKey: (mode: Mode) => Promise<{ readonly id: string; readonly key: string }>;
  readonly revokeKey: (id: string) => Promise<unknown>;
  readonly version: string;
  readonly log?: Log | undefined;
  readonly onChange?: ((change: Change) => void) | undefined;
}

export interface RunOrder {
  readonly target: Target;
  /** Only cases for which all that is given holds. */
  readonly models?: readonly string[] | undefined;
  readonly contracts?: readonly string[] | undefined;
  readonly features?: readonly string[] | undefined;
  readonly capMicros?: number | undefined;
  readonly reason: 'demand' | 'schedule' | 'channel-changed';
  /** An earlier run that did not get through: what it has evidence for is left out. */
  readonly resume?: string | undefined;
  readonly outpost?: Outpost | undefined;
  /** The upstream is an emulator, which can be told to fail. */
  readonly emulated: boolean;
  readonly concurrency?: number | undefined;
  readonly onProgress?: RunInput['onProgress'] | undefined;
}

export interface PlannedRun extends RunPlan {
  /** Makes the requests. */
  run(): Promise<RunResult>;
  /** Lets go of the run without making any. */
  drop(): Promise<void>;
}

export interface Verification {
  readonly cases: readonly Case[];
  /** The capability table now. */
  table(): Promise<CapabilityRow[]>;
  /** What a run would do and cost. Ends with `run` or `drop`. */
  plan(order: RunOrder): Promise<PlannedRun>;
}

/** Checks a gateway from outside and tells what it found out so far. */
export function createVerification(parts: VerificationParts): Verification {
  const { store, clock } = parts;
  const cases = allCases(parts.catalog);

  async function plan(order: RunOrder): Promise<PlannedRun> {
    const chosen = await choose(cases, order, store);
    const { id: keyId, key } = await parts.makeKey(order.target.kind === 'sandbox' ? 'test' : 'live');
    const drop = async () => void (await parts.revokeKey(keyId));
    const headers = { authorization: `Bearer ${key}`, 'x-plantain-channel': order.target.channel };
    const door: Door = { outbound: parts.outbound, origin: parts.origin(), headers };
    try {
      const priceOf = await readPrices(door, chosen);
      const planned = planRun({ cases: chosen, priceOf, has: things(order), direct: !!order.target.direct });
      const requests = oldestFirst(planned.requests, await store.read(newestEvidence, undefined), order);
      const run = () => execute(order, { ...planned, requests }, door, priceOf).finally(drop);
      return { ...planned, requests, run, drop };
    } catch (error) {
      await drop();
      throw error;
    }
  }

  async function execute(order: RunOrder, planned: RunPlan, door: Door, priceOf: PlanInput['priceOf']) {
    const id = order.resume ?? `run_${randomText(12)}`;
    const startedAtMs = clock.now();
    if (!order.resume) {
      await store.write(insertRun, {
        id,
        channel: order.target.channel,
        kind: order.target.kind,
        reason: order.reason,
        state: 'running',
        planned: planned.requests.length,
        done: 0,
        quote_micros: planned.quoteMicros,
        cap_micros: order.capMicros ?? null,
        spent_micros: 0,
        started_at: startedAtMs,
        finished_at: null,
      });
    }
    let pictures: Promise<ReferencePictures> | undefined;
    const cheapest = [...parts.catalog.models].sort((a, b) => priceOf(a.name, {}) - priceOf(b.name, {}));
    try {
      return await runPlan({
        id,
        plan: planned,
        priceOf,
        door,
        store,
        clock,
        target: order.target,
        outpost: order.outpost,
        version: parts.version,
        capMicros: order.capMicros,
        concurrency: order.concurrency ?? 2,
        pictures: () => {
          pictures ??= makeReferencePictures(door, order.models?.[0] ?? cheapest[0]?.name ?? '');
          return pictures;
        },
        ...(order.onProgress ? { onProgress: order.onProgress } : {}),
        onChange: (change) => {
          const fields = { case: change.case.id, channel: change.channel, failure: change.message };
          if (change.passed) parts.log?.info(fields, 'a capability works again');
          else parts.log?.error(fields, 'a capability stopped working');
          parts.onChange?.(change);
        },
      });
    } catch (error) {
      const finishedAtMs = clock.now();
      await store.write(noteProgress, { id, done: 0, spentMicros: 0, state: 'broken', finishedAtMs });
      throw error;
    }
  }

  return {
    cases,
    plan,
    table: async () => capabilityTable(cases, await store.read(newestEvidence, undefined), clock.now()),
  };
}

async function choose(cases: readonly Case[], order: RunOrder, store: Store): Promise<Case[]> {
  const { models, contracts, features, resume } = order;
  const done = new Set<string>();
  if (resume !== undefined) {
    const { run, caseIds } = await store.read(checkedInRun, { id: resume });
    if (run?.channel !== order.target.channel) {
      throw new Refusal('not_found', `There is no run ${resume} of the channel ${order.target.channel}.`);
    }
    for (const id of caseIds) done.add(id);
  }
  const chosen = cases.filter(
    (row) =>
      (!models || models.includes(row.model)) &&
      (!contracts || contracts.includes(row.contract)) &&
      (!features || features.includes(row.feature)) &&
      !done.has(row.id),
  );
  if (chosen.length === 0) throw new Refusal('invalid', 'No case is left that all of this holds for.');
  return chosen;
}

function things({ outpost, emulated }: RunOrder): PlanInput['has'] {
  return new Set([...(outpost ? (['outpost'] as const) : []), ...(emulated ? (['emulator'] as const) : [])]);
}

/** What was never or least recently checked on the channel comes first: a capped run then gets on with the table. */
function oldestFirst(requests: RunPlan['requests'], evidence: readonly Evidence[], order: RunOrder) {
  const checked = new Map(
    evidence
      .filter(({ channel }) => channel === order.target.channel)
      .map((entry) => [entry.case_id, entry.checked_at]),
  );
  const age = (request: RunPlan['requests'][number]) =>
    Math.min(...request.cases.map(({ id }) => checked.get(id) ?? 0));
  return [...requests].sort((a, b) => age(a) - age(b));
}

/** `412 requests, at most $31.02`. */
export const describePlan = ({ requests, quoteMicros }: RunPlan): string =>
  `${requests.length} requests, at most $${microsToUsd(quoteMicros)}`;
