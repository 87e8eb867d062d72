import { Refusal } from '../generation/refusal.ts';
import { randomText } from '../lib/ids.ts';
import type { Door } from './ask.ts';
import type { CostOf } from './most-cost.ts';
import type { RunPlan } from './plan-run.ts';
import type { PriceOf } from './price-book.ts';
import { rememberPictures } from './reference-pictures.ts';
import { runPlan, type Tally } from './run.ts';
import type { RunOrder, VerificationParts } from './run-order.ts';
import { beginRun, endRun, leaseMs, noteProgress, resumeRun } from './run-rows.ts';

/** A run that has begun. */
export interface RunHandle {
  readonly id: string;
  readonly finished: Promise<RunResult>;
  /** Begins no further request; the run can be resumed. */
  stop(): void;
}

export interface RunResult extends Readonly<Tally> {
  readonly id: string;
  /** `stopped`: cancelled by somebody, or its process ends. `broken`: answers were lost; it can be resumed. */
  readonly state: 'done' | 'capped' | 'stopped' | 'broken';
}

export interface Planned extends RunPlan {
  readonly priceOf: PriceOf;
  readonly costOf: CostOf;
  readonly door: Door;
  /** Ends the key of the run. */
  readonly drop: () => Promise<void>;
}

const heartbeatMs = 10_000;
const brokenRetryMs = 10 * 60_000;

/** Writes down that a run has begun, and makes its requests. Rejects with a `Refusal` when it cannot begin. */
export async function carryOut(
  parts: VerificationParts,
  order: RunOrder,
  planned: Planned,
): Promise<RunHandle> {
  const { store, clock, owner } = parts;
  const started = await begin(parts, order, planned);
  const { id } = started;
  const tally: Tally = { ...started.tally, elsewhere: 0, lost: 0 };
  const stop = new AbortController();
  let plannedCount = tally.done + planned.requests.length;

  async function note(): Promise<void> {
    const leaseUntilMs = clock.now() + leaseMs;
    const isOurs = await store.write(noteProgress, {
      id,
      owner,
      leaseUntilMs,
      planned: plannedCount,
      tally: written(tally),
    });
    if (!isOurs) stop.abort();
  }

  async function work(): Promise<RunResult> {
    const beat = setInterval(() => {
      note().catch((error: unknown) => parts.log?.error({ err: error, run: id }, 'a run could not be noted'));
    }, heartbeatMs).unref();
    let state: RunResult['state'] = 'broken';
    try {
      state = await runPlan({
        ...planned,
        id,
        plan: planned,
        store,
        clock,
        tally,
        signal: stop.signal,
        target: order.target,
        outpost: order.outpost,
        version: parts.version,
        listener: parts.listener,
        capMicros: order.capMicros,
        concurrency: order.concurrency ?? 2,
        isThrifty: order.reason !== 'demand',
        pictures: rememberPictures(planned.door, parts.readPicture),
        async onProgress(count) {
          plannedCount = count;
          order.onProgress?.(tally.done, count, tally.spentMicros);
          await note();
        },
        onChange: (change) => parts.onChange?.(change),
        onLost({ cases }, why) {
          const rows = cases.map((row) => row.id);
          parts.log?.warn({ run: id, rows, failure: why }, 'the answer to a check was lost');
        },
      });
      return { id, state, ...tally };
    } finally {
      clearInterval(beat);
      await planned.drop();
      await store.write(endRun, {
        id,
        owner,
        state: state === 'stopped' ? 'broken' : state,
        tally: written(tally),
        nowMs: clock.now(),
        // Who was stopped goes on at the next look; what broke is not tried again and again.
        retryAfterMs: state === 'stopped' ? 0 : brokenRetryMs,
      });
    }
  }

  const finished = work();
  // Who began it may not wait for it; what went wrong is in the log and on the row.
  finished.catch((error: unknown) => parts.log?.error({ err: error, run: id }, 'a run of checks broke off'));
  return { id, finished, stop: () => stop.abort() };
}

async function begin({ store, clock, owner }: VerificationParts, order: RunOrder, planned: Planned) {
  const nowMs = clock.now();
  const leaseUntilMs = nowMs + leaseMs;
  const { resume, by, target } = order;
  const capMicros = order.capMicros ?? null;
  if (target.kind !== 'sandbox' && capMicros === null) {
    const sentence = 'A run of a live channel costs money: say how much it may cost at most.';
    throw new Refusal('invalid', sentence, 'cap_usd');
  }
  if (resume !== undefined) {
    const left = planned.requests.length;
    const resumed = { id: resume, owner, leaseUntilMs, left, capMicros, by, nowMs };
    return { id: resume, tally: await store.write(resumeRun, resumed) };
  }
  const id = `run_${randomText(12)}`;
  const { models, contracts, features } = order;
  await store.write(beginRun, {
    row: {
      id,
      channel: target.channel,
      kind: target.kind,
      reason: order.reason,
      owner,
      lease_until: leaseUntilMs,
      scope: JSON.stringify({ models, contracts, features }),
      planned: planned.requests.length,
      quote_micros: planned.quoteMicros,
      cap_micros: capMicros,
      started_at: nowMs,
    },
    by,
    nowMs,
  });
  return { id, tally: { done: 0, passed: 0, failed: 0, spentMicros: 0 } };
}

const written = ({ done, passed, failed, spentMicros }: Tally) => ({ done, passed, failed, spentMicros });
