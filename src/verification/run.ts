import type { Clock } from '../lib/clock.ts';
import { redactText } from '../lib/log.ts';
import type { Store } from '../store/store.ts';
import type { Case } from './case.ts';
import { type CheckParts, checkRequest } from './check-request.ts';
import { isBasic } from './contract-features.ts';
import { type Evidence, insertEvidence, type Listener } from './evidence-rows.ts';
import { gatewayFault } from './gateway-fault.ts';
import { judge, whyNoImage } from './judge.ts';
import type { CostOf } from './most-cost.ts';
import type { Observation } from './observe.ts';
import { type PlannedRequest, request as planRequest, type RunPlan } from './plan-run.ts';
import type { PriceOf } from './price-book.ts';
import { spentOn } from './spent-on.ts';

/** A row that changed its mind. */
export interface Change {
  readonly case: Case;
  readonly channel: string;
  readonly passed: boolean;
  readonly message: string | undefined;
}

export interface RunInput extends CheckParts {
  readonly id: string;
  readonly plan: RunPlan;
  readonly priceOf: PriceOf;
  readonly costOf: CostOf;
  readonly store: Store;
  readonly clock: Clock;
  /** Version of the gateway, for the evidence. */
  readonly version: string;
  /** No request is begun that could make the run cost more, what it spent before it was resumed included. */
  readonly capMicros: number | undefined;
  readonly concurrency: number;
  /** Once a contract gives no pictures at all, nothing more of it is asked. */
  readonly isThrifty: boolean;
  /** Changed while it runs. */
  readonly tally: Tally;
  /** Nothing more is begun once it is aborted. */
  readonly signal: AbortSignal;
  readonly listener?: Listener | undefined;
  /** Called after each request. */
  readonly onProgress: (planned: number) => Promise<void>;
  readonly onLost?: (request: PlannedRequest, why: string) => void;
  /** A row passes that failed, or fails that passed. */
  readonly onChange: (change: Change) => void;
}

/** What came of a run so far. */
export interface Tally {
  /** Requests. */
  done: number;
  /** Rows. */
  passed: number;
  failed: number;
  /** Rows answered by another channel: no evidence for this one. */
  elsewhere: number;
  /** Rows whose answer never came here, or was the gateway's own refusal: no evidence for anything. */
  lost: number;
  /** Why the last of them were lost. */
  whyLost?: string | undefined;
  /** What was paid upstream or charged, the higher; where nobody can say, the most it can be. */
  spentMicros: number;
}

/** After so many requests in a row whose answers are lost, there is nobody to ask. */
const mostLost = 3;

/**
 * Makes the requests of a plan, a few at a time, and keeps what each row learns from them. `broken`: answers were
 * lost, and their rows are still to be asked.
 */
export async function runPlan(input: RunInput): Promise<'done' | 'capped' | 'stopped' | 'broken'> {
  const { tally, signal } = input;
  const waiting = [...input.plan.requests];
  const silent = new Set<string>();
  let [planned, reservedMicros, capped, lostInARow] = [tally.done + waiting.length, 0, false, 0];
  let isBroken = false;
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (signal.aborted || isBroken || lostInARow >= mostLost) return;
      if (input.isThrifty && silent.has(placeOf(next))) continue;
      const most = tally.spentMicros + reservedMicros + next.quoteMicros;
      if (input.capMicros !== undefined && most > input.capMicros) {
        capped = true;
        waiting.length = 0;
        return;
      }
      reservedMicros += next.quoteMicros;
      const seen = await checkRequest(input, next);
      reservedMicros -= next.quoteMicros;
      tally.spentMicros += spentOn(input.target, next, seen);
      tally.done += 1;
      const lost = 'lost' in seen ? seen.lost : gatewayFault(next, seen);
      if ('lost' in seen || lost !== undefined) {
        lostInARow += 1;
        tally.lost += next.cases.length;
        tally.whyLost = lost;
        input.onLost?.(next, lost ?? 'unknown');
      } else {
        lostInARow = 0;
        if (isPlain(next) && whyNoImage(seen)) silent.add(placeOf(next));
        const again = await keep(input, next, seen, tally);
        waiting.unshift(...again);
        planned += again.length;
      }
      await input.onProgress(planned);
    }
  };
  const workers = Array.from({ length: input.concurrency }, () =>
    work().catch((error: unknown) => {
      isBroken = true;
      throw error;
    }),
  );
  // The key of the run is revoked at its end: a request still under way would be refused, and that taken for evidence.
  await Promise.allSettled(workers);
  await Promise.all(workers);
  if (signal.aborted) return 'stopped';
  if (capped) return 'capped';
  return tally.lost > 0 ? 'broken' : 'done';
}

const placeOf = ({ model, contract, surface }: PlannedRequest) => `${model} ${contract} ${surface}`;
const isPlain = ({ cases }: PlannedRequest) => cases.length === 1 && cases.some(isBasic);

/** Stores what the request proves; answers with the rows that have to be asked for alone. */
async function keep(
  input: RunInput,
  request: PlannedRequest,
  seen: Observation,
  tally: Tally,
): Promise<PlannedRequest[]> {
  const { cases } = request;
  if (seen.channel !== undefined && seen.channel !== input.target.channel) {
    tally.elsewhere += cases.length;
    return [];
  }
  const priceMicros = input.priceOf(request.model, request.wish);
  const judged = cases.map((row) => ({ row, problem: judge(row, seen, priceMicros) }));
  // A shared request that failed says nothing about which of its rows it was.
  const isShared = cases.length > 1;
  const unclear = judged.filter(({ problem }) => isShared && problem !== undefined);
  const clear = isShared && whyNoImage(seen) ? [] : judged.filter((entry) => !unclear.includes(entry));
  const before = await input.store.write(insertEvidence, {
    rows: clear.map(({ row, problem }) => evidenceOf(input, row, problem, seen)),
    listener: input.listener,
  });
  for (const [index, { row, problem }] of clear.entries()) {
    const passed = problem === undefined;
    if (passed) tally.passed += 1;
    else tally.failed += 1;
    if (before[index] === undefined || before[index] === passed) continue;
    input.onChange({ case: row, channel: input.target.channel, passed, message: problem });
  }
  return unclear.map(({ row }) => planRequest([row], input.costOf));
}

function evidenceOf(
  { id, target, version, clock }: RunInput,
  row: Case,
  problem: string | undefined,
  seen: Observation,
): Evidence {
  const image = seen.images[0];
  return {
    run_id: id,
    case_id: row.id,
    channel: target.channel,
    kind: target.kind,
    passed: problem === undefined ? 1 : 0,
    message: problem === undefined ? null : storable(redactText(problem)),
    version,
    effective_model: seen.effectiveModel ?? null,
    request_id: seen.requestId ?? null,
    // What its link was signed with is not kept: whoever reads this gets a fresh one.
    artifact_url: image?.url?.split('?', 1)[0] ?? null,
    width: image?.width ?? null,
    height: image?.height ?? null,
    media_type: image?.mediaType ?? null,
    size_bytes: image?.sizeBytes ?? null,
    charged_micros: seen.chargedMicros ?? null,
    duration_ms: seen.durationMs,
    checked_at: clock.now(),
  };
}

/** PostgreSQL holds neither U+0000 nor lone surrogates; upstream texts may carry both. */
const storable = (text: string) => text.slice(0, 500).replaceAll('\u0000', ' ').toWellFormed();
