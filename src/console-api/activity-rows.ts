import type { Mode } from '../generation/caller.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface ActivityInput {
  readonly mode: Mode;
  readonly nowMs: number;
  readonly accountId?: string;
}

export interface Activity {
  /** Of generations that have not ended. */
  readonly queued: number;
  readonly running: number;
  /** The last hour, minute by minute, oldest first. */
  readonly minutes: readonly ActivityMinute[];
  /** From accept to end of those that succeeded within the hour, in ms; undefined without any. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | undefined;
  /** The hour holds more generations than are looked at; minutes and latency are of the newest. */
  readonly cut: boolean;
}

export interface ActivityMinute {
  readonly atMs: number;
  readonly requests: number;
  readonly succeeded: number;
  readonly images: number;
}

const minuteMs = 60_000;
const minuteCount = 60;
const lookedAtMost = 5_000;

/** What happened in the last hour, from the newest 5,000 generations. */
export const readActivity = defineUnit({
  name: 'read-activity',
  module: import.meta.url,
  async run(db: Db, { mode, nowMs, accountId }: ActivityInput): Promise<Activity> {
    const firstMs = (Math.floor(nowMs / minuteMs) - minuteCount + 1) * minuteMs;
    let query = db
      .selectFrom('generations')
      .select(['state', 'created_at', 'finished_at', 'images'])
      .where('mode', '=', mode)
      .where('created_at', '>=', firstMs);
    if (accountId !== undefined) query = query.where('account_id', '=', accountId);
    const rows = await query.orderBy('created_at', 'desc').limit(lookedAtMost).execute();

    const minutes = Array.from({ length: minuteCount }, (_, index) => ({
      atMs: firstMs + index * minuteMs,
      requests: 0,
      succeeded: 0,
      images: 0,
    }));
    const durations: number[] = [];
    let [queued, running] = [0, 0];
    for (const row of rows) {
      if (row.state === 'queued') queued += 1;
      if (row.state === 'running') running += 1;
      const minute = minutes[Math.floor((row.created_at - firstMs) / minuteMs)];
      if (!minute) continue;
      minute.requests += 1;
      minute.images += row.images ?? 0;
      if (row.state !== 'succeeded') continue;
      minute.succeeded += 1;
      if (row.finished_at !== null) durations.push(row.finished_at - row.created_at);
    }
    durations.sort((a, b) => a - b);
    const at = (share: number) => durations[Math.floor((durations.length - 1) * share)] as number;
    return {
      queued,
      running,
      minutes,
      latencyMs: durations.length === 0 ? undefined : { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
      cut: rows.length === lookedAtMost,
    };
  },
});
