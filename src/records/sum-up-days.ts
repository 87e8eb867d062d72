import type { Mode } from '../generation/caller.ts';
import { rawSql } from '../store/raw-sql.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { hourMs } from './count-usage.ts';

const modes: readonly Mode[] = ['live', 'test'];
export const dayHours = 24;
/**
 * A day is summed up this long after its end. What ends is counted at the time its process has, and a process whose
 * lease ran out, after half a minute, ends nothing more: none is two hours late.
 */
const graceMs = 2 * hourMs;

/** The first hour, since 1970, that no sum of a day holds. */
export async function summedUntil(db: Db, mode: Mode): Promise<number> {
  const row = await db
    .selectFrom('usage_days')
    .select(({ fn }) => fn.max<number | null>('day').as('day'))
    .where('mode', '=', mode)
    .executeTakeFirst();
  return row?.day == null ? 0 : (row.day + 1) * dayHours;
}

/**
 * Sums up the next day that is over, of either mode; false when there is none. One day at a time: on SQLite nobody
 * waits longer for it than for a settlement. Two processes at once write the same.
 */
export const sumUpDay = defineUnit({
  name: 'sum-up-day',
  module: import.meta.url,
  async run(db: Db, { nowMs }: { nowMs: number }): Promise<boolean> {
    const endHour = Math.floor((nowMs - graceMs) / (dayHours * hourMs)) * dayHours;
    for (const mode of modes) {
      const { hour } = await db
        .selectFrom('usage_hours')
        .select(({ fn }) => fn.min<number | null>('hour').as('hour'))
        .where('mode', '=', mode)
        .where('hour', '>=', await summedUntil(db, mode))
        .where('hour', '<', endHour)
        .executeTakeFirstOrThrow();
      if (hour === null) continue;
      await sumUp(db, mode, Math.floor(hour / dayHours));
      return true;
    }
    return false;
  },
});

async function sumUp(db: Db, mode: Mode, day: number): Promise<void> {
  const sql = rawSql();
  await sql`
    insert into usage_days (account_id, mode, day, key_id, model, channel, last_hour, requests, succeeded, cancelled,
      images, charged_micros, cost_micros, prompt_tokens, output_tokens)
    select account_id, mode, hour / 24, key_id, model, channel, max(hour), sum(requests), sum(succeeded), sum(cancelled),
      sum(images), sum(charged_micros), sum(cost_micros), sum(prompt_tokens), sum(output_tokens)
    from usage_hours
    where mode = ${mode} and hour >= ${day * dayHours} and hour < ${(day + 1) * dayHours}
    group by account_id, mode, hour / 24, key_id, model, channel
    order by account_id, mode, hour / 24, key_id, model, channel
    on conflict (account_id, mode, day, key_id, model, channel) do nothing`.execute(db);
}
