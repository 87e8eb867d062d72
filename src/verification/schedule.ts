import { Refusal } from '../generation/refusal.ts';
import type { Log } from '../lib/log.ts';
import type { Store } from '../store/store.ts';
import type { Run } from './read-runs.ts';
import type { RunDesk } from './run-desk.ts';
import type { RunOrder } from './run-order.ts';
import { breakDeadRuns, claimDue, dueFor, readSchedule, setDue } from './schedule-rows.ts';

export interface ScheduleParts {
  readonly store: Store;
  readonly now: () => number;
  readonly log: Log;
  readonly desk: Pick<RunDesk, 'start' | 'resume' | 'list'>;
  /** The channels to check by themselves; a mark is another one when the channel is. */
  readonly channels: () => readonly { readonly id: string; readonly mark: string }[];
  readonly everyMs: number;
  /** Of each run. */
  readonly capMicros: number;
}

/** A channel that cannot be checked now is tried again after this time. */
const retryMs = 10 * 60_000;
const calmMs = 15 * 60_000;

/**
 * Begins the checks that are due: of channels never seen before or not the same any more, and of every channel once
 * in each interval. Several processes may do so; the row of a channel lets one of them begin. Answers with the runs
 * this call began.
 */
export async function beginDue(parts: ScheduleParts): Promise<Run[]> {
  const { store, now, log, everyMs } = parts;
  for (const dead of await store.write(breakDeadRuns, { nowMs: now() })) {
    log.warn({ run: dead.id, channel: dead.channel }, 'a run of checks lost its process');
  }
  const rows = new Map((await store.read(readSchedule, undefined)).map((row) => [row.channel, row]));
  const begun: Run[] = [];
  for (const { id: channel, mark } of parts.channels()) {
    const claim = { channel, mark, nowMs: now(), everyMs, calmMs };
    if (!dueFor(rows.get(channel), claim)) continue;
    const reason = await store.write(claimDue, claim);
    if (!reason) continue;
    try {
      begun.push(await begin(parts, channel, reason));
    } catch (error) {
      log.warn({ channel, err: error }, 'a check that is due cannot begin; it is tried again');
      await store.write(setDue, { channel, dueAtMs: now() + retryMs });
    }
  }
  return begun;
}

/** A run of this interval that broke off goes on, within what it may cost altogether; else another one begins. */
async function begin(parts: ScheduleParts, channel: string, reason: RunOrder['reason']): Promise<Run> {
  const { desk, capMicros, everyMs } = parts;
  const by = { actor: 'plantain' };
  const [last] = await desk.list({ channel, limit: 1 });
  const isBroken = last?.state === 'broken' && last.reason !== 'demand';
  if (reason === 'schedule' && isBroken && parts.now() - last.started_at < everyMs) {
    try {
      return await desk.resume(last.id, capMicros, by);
    } catch (error) {
      // It may have been stopped after its last request.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return desk.start({ channel, capMicros }, by, reason);
}
