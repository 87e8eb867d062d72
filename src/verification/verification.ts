import { Refusal } from '../generation/refusal.ts';
import type { Store } from '../store/store.ts';
import { allCases } from './all-cases.ts';
import type { Door } from './ask.ts';
import { type CapabilityRow, capabilityTable } from './capability-table.ts';
import { carryOut, type RunHandle, type RunResult } from './carry-out.ts';
import type { Case } from './case.ts';
import { isBasic } from './contract-features.ts';
import { type Evidence, newestEvidence } from './evidence-rows.ts';
import { mostCost } from './most-cost.ts';
import { type PlanInput, planRun, type RunPlan } from './plan-run.ts';
import { readPrices } from './price-book.ts';
import { readRun } from './read-runs.ts';
import type { RunOrder, VerificationParts } from './run-order.ts';

export interface PlannedRun extends RunPlan {
  /** Begins to make the requests. */
  begin(): Promise<RunHandle>;
  /** Makes them. */
  run(): Promise<RunResult>;
}

export interface Verification {
  readonly cases: readonly Case[];
  /** The capability table now. */
  table(): Promise<CapabilityRow[]>;
  /** What a run would do and cost. Changes nothing: the run and its key begin with `begin` or `run`. */
  plan(order: RunOrder): Promise<PlannedRun>;
}

/** Checks a gateway from outside and tells what it found out so far. */
export function createVerification(parts: VerificationParts): Verification {
  const { store, clock } = parts;
  const cases = allCases(parts.catalog);

  async function plan(order: RunOrder): Promise<PlannedRun> {
    const chosen = await choose(cases, order, store);
    const anybody: Door = { outbound: parts.outbound, origin: parts.origin(), headers: {} };
    const priceOf = await readPrices(anybody, chosen, parts.catalog);
    const { target } = order;
    const costOf = mostCost({ target, catalog: parts.catalog, listPrices: parts.listPrices, priceOf });
    const planned = planRun({ cases: chosen, costOf, has: things(order), direct: !!order.target.direct });
    const evidence = await store.read(newestEvidence, undefined);
    const requests = mostUrgentFirst(planned.requests, evidence, order.target.channel);
    const begin = async () => {
      const { id: keyId, key } = await parts.makeKey(order.target.kind === 'sandbox' ? 'test' : 'live');
      const drop = async () => void (await parts.revokeKey(keyId));
      const headers = { authorization: `Bearer ${key}`, 'x-plantain-channel': order.target.channel };
      const door: Door = { ...anybody, headers };
      try {
        return await carryOut(parts, order, { ...planned, requests, priceOf, costOf, door, drop });
      } catch (error) {
        await drop();
        throw error;
      }
    };
    return { ...planned, requests, begin, run: async () => (await begin()).finished };
  }

  return {
    cases,
    plan,
    table: async () => capabilityTable(cases, await store.read(newestEvidence, undefined), clock.now()),
  };
}

async function choose(cases: readonly Case[], order: RunOrder, store: Store): Promise<Case[]> {
  const { models, contracts, features, resume } = order;
  refuseUnknown('models', models, new Set(cases.map(({ model }) => model)));
  refuseUnknown('contracts', contracts, new Set(cases.map(({ contract }) => contract)));
  refuseUnknown('features', features, new Set(cases.map(({ feature }) => feature)));
  const done = new Set<string>();
  if (resume !== undefined) {
    const { run, caseIds } = await store.read(readRun, { id: resume });
    if (run.channel !== order.target.channel) {
      throw new Refusal('invalid', `The run ${resume} is about the channel ${run.channel}.`);
    }
    for (const id of caseIds) done.add(id);
  }
  const chosen = cases.filter(
    (row) =>
      (!models || models.includes(row.model)) &&
      (!order.target.models || order.target.models.includes(row.model)) &&
      (!contracts || contracts.includes(row.contract)) &&
      (!features || features.includes(row.feature)) &&
      !done.has(row.id),
  );
  if (chosen.length === 0) throw new Refusal('invalid', 'No case is left that all of this holds for.');
  return chosen;
}

/** One name of several that is not known would only leave out what somebody wanted to be checked. */
function refuseUnknown(what: string, names: readonly string[] | undefined, known: ReadonlySet<string>): void {
  const unknown = names?.filter((name) => !known.has(name)) ?? [];
  if (unknown.length === 0) return;
  const sentence = `There are no checks of the ${what} ${unknown.join(', ')}; there are of ${[...known].join(', ')}.`;
  throw new Refusal('invalid', sentence, what);
}

function things({ outpost, emulated }: RunOrder): PlanInput['has'] {
  return new Set([...(outpost ? (['outpost'] as const) : []), ...(emulated ? (['emulator'] as const) : [])]);
}

/**
 * What fails on the channel comes first, so that a capped run notices what is healed; then whether each contract gives
 * pictures at all, so that it notices a route that broke; then what was never, or least recently, checked: one capped
 * run after the other gets through the table.
 */
function mostUrgentFirst(requests: RunPlan['requests'], evidence: readonly Evidence[], channel: string) {
  const known = new Map(
    evidence.filter((entry) => entry.channel === channel).map((entry) => [entry.case_id, entry]),
  );
  const age = (row: Case) => {
    const entry = known.get(row.id);
    if (entry?.passed === 0) return -2;
    return isBasic(row) && row.surface === 'gateway' ? -1 : (entry?.checked_at ?? 0);
  };
  const urgency = (request: RunPlan['requests'][number]) => Math.min(...request.cases.map(age));
  return [...requests].sort((a, b) => urgency(a) - urgency(b));
}
