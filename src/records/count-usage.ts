import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import { prepareChange } from '../store/prepared-query.ts';
import type { UsageHourRow } from '../store/tables/records.ts';
import type { Db } from '../store/unit.ts';
import { type FinishGeneration, figuresOf } from './finish-generation.ts';
import { usageSums } from './usage-sums.ts';

export interface Ended extends FinishGeneration {
  readonly accountId: string;
  readonly mode: Mode;
  readonly keyId: string;
  readonly model: string;
}

export const hourMs = 3_600_000;

/**
 * Adds an ended generation to the hour it ended in, inside the settling transaction. Statistics read these sums:
 * on SQLite a scan of a million generations would hold up every accept for as long as it takes.
 */
export async function countUsage(db: Db, entry: Ended): Promise<void> {
  const figures = figuresOf(entry.ending);
  await addToHour(db, {
    account_id: entry.accountId,
    mode: entry.mode,
    hour: Math.floor(entry.nowMs / hourMs),
    key_id: entry.keyId,
    model: entry.model,
    channel: figures.channel ?? '',
    requests: 1,
    succeeded: entry.ending.state === 'succeeded' ? 1 : 0,
    images: figures.images,
    charged_micros: entry.chargedMicros,
    cost_micros: figures.cost_micros,
    prompt_tokens: figures.prompt_tokens,
    output_tokens: figures.output_tokens,
  });
}

const hourOf = ['account_id', 'mode', 'hour', 'key_id', 'model', 'channel'] as const;

const addToHour = prepareChange((db: Db, given: Selectable<UsageHourRow>) =>
  db
    .insertInto('usage_hours')
    .values(Object.fromEntries([...hourOf, ...usageSums].map((name) => [name, given[name]])) as typeof given)
    .onConflict((conflict) =>
      conflict
        .columns([...hourOf])
        .doUpdateSet((set) =>
          Object.fromEntries(usageSums.map((name) => [name, set(`usage_hours.${name}`, '+', given[name])])),
        ),
    ),
);
