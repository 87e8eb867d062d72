import { defineUnit } from '../../src/store/unit.ts';

// In a file of its own: the store's thread imports it, and must not run tests.

/** Runs one statement by hand, as somebody with access to the database could. */
export const tamper = defineUnit({
  name: 'tamper',
  module: import.meta.url,
  async run(db, input: { statement: string }) {
    const { sql } = await import('kysely');
    return (await sql.raw(input.statement).execute(db)).rows as Record<string, unknown>[];
  },
});

export interface AddedUsage {
  readonly accountId: string;
  readonly fromHour: number;
  /** Hours with usage, `stepHours` apart. */
  readonly count: number;
  readonly stepHours: number;
  /** Each uses two channels. */
  readonly keys: number;
}

/** Usage of 40 generations per hour, key and channel, as settling would have counted it. */
export const addUsage = defineUnit({
  name: 'add-usage',
  module: import.meta.url,
  async run(db, input: AddedUsage) {
    const rows = Array.from({ length: input.count * input.keys * 2 }, (_, index) => ({
      account_id: input.accountId,
      mode: 'live',
      hour: input.fromHour + Math.floor(index / (input.keys * 2)) * input.stepHours,
      key_id: `key_${Math.floor(index / 2) % input.keys}`,
      model: 'nano-banana-2',
      channel: index % 2 === 0 ? 'one' : 'two',
      requests: 40,
      succeeded: 39,
      images: 39,
      charged_micros: 39 * 67_000,
      cost_micros: 39 * 40_000,
      prompt_tokens: 400,
      output_tokens: 40_000,
    }));
    for (let start = 0; start < rows.length; start += 500) {
      await db
        .insertInto('usage_hours')
        .values(rows.slice(start, start + 500))
        .execute();
    }
  },
});
