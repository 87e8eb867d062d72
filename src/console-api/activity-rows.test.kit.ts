import { CompiledQuery } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import { countUsage } from '../records/count-usage.ts';
import type { Ending } from '../records/finish-generation.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type Minutes, minutesQuery } from './activity-minutes.ts';

const states = ['succeeded', 'succeeded', 'failed', 'cancelled', 'running'] as const;

/** This many test generations of one account, a fifth of each of `states`, `stepMs` apart, the newest first. */
export const addGenerations = defineUnit({
  name: 'add-generations',
  module: import.meta.url,
  async run(db: Db, { count, newestMs, stepMs }: { count: number; newestMs: number; stepMs: number }) {
    const rows = Array.from({ length: count }, (_, index) => {
      const state = states[index % states.length] as (typeof states)[number];
      const isDone = state === 'succeeded';
      const atMs = newestMs - index * stepMs;
      return {
        id: `generation-${index}`,
        account_id: 'default',
        key_id: 'key',
        mode: 'test',
        protocol: 'generations',
        model: 'nano-banana-2',
        kind: 'sync-image',
        state,
        request: '{}',
        count: 1,
        created_at: atMs,
        finished_at: state === 'running' ? null : atMs + 1_000,
        images: isDone ? 2 : null,
        charged_micros: isDone ? 67_000 : 0,
      };
    });
    for (let start = 0; start < rows.length; start += 500) {
      await db
        .insertInto('generations')
        .values(rows.slice(start, start + 500) as never)
        .execute();
    }
  },
});

/** Counts generations without pictures that ended so, as settling does. */
export const countEndings = defineUnit({
  name: 'count-endings',
  module: import.meta.url,
  async run(db: Db, { ended, nowMs }: { ended: readonly ('failed' | 'cancelled')[]; nowMs: number }) {
    const entries = ended.map((state) => ({
      id: state,
      fence: 1,
      nowMs,
      chargedMicros: 0,
      ending: { state, code: 'cancelled', message: '', internal: null, attempts: [] } satisfies Ending,
      accountId: 'default',
      mode: 'test' as Mode,
      keyId: 'key',
      model: 'nano-banana-2',
    }));
    await countUsage(db, entries);
  },
});

/** How the database would count minutes, in its own words. */
export const explainMinutes = defineUnit({
  name: 'explain-minutes',
  module: import.meta.url,
  async run(db: Db, { isPostgres, ...input }: Minutes & { isPostgres: boolean }): Promise<string> {
    // Few rows are read fastest one by one; there are many.
    if (isPostgres) await db.executeQuery(CompiledQuery.raw('set local enable_seqscan = off'));
    const { sql, parameters } = minutesQuery(db, input).compile();
    const words = isPostgres ? 'explain' : 'explain query plan';
    const { rows } = await db.executeQuery<object>(CompiledQuery.raw(`${words} ${sql}`, [...parameters]));
    return rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string')).join('\n');
  },
});
