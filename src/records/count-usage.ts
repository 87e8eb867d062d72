import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import { inOneTrip } from '../store/in-one-trip.ts';
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
 * Adds ended generations to the hour they ended in, inside the settling transaction. Statistics read these sums:
 * on SQLite a scan of a million generations would hold up every accept for as long as it takes.
 */
export async function countUsage(db: Db, entries: readonly Ended[]): Promise<void> {
  const hours = new Map<string, Hour>();
  for (const entry of entries) {
    const hour = hourWith(entry);
    const name = hourOf.map((column) => hour[column]).join('\n');
    const before = hours.get(name);
    if (before) for (const sum of usageSums) before[sum] += hour[sum];
    else hours.set(name, hour);
  }
  await inOneTrip(...[...hours.values()].map((hour) => addToHour(db, hour)));
}

type Hour = Selectable<UsageHourRow>;

function hourWith(entry: Ended): Hour {
  const figures = figuresOf(entry.ending);
  return {
    account_id: entry.accountId,
    mode: entry.mode,
    hour: Math.floor(entry.nowMs / hourMs),
    key_id: entry.keyId,
    model: entry.model,
    channel: figures.channel ?? '',
    requests: 1,
    succeeded: entry.ending.state === 'succeeded' ? 1 : 0,
    cancelled: entry.ending.state === 'cancelled' ? 1 : 0,
    images: figures.images,
    charged_micros: entry.chargedMicros,
    cost_micros: figures.cost_micros,
    prompt_tokens: figures.prompt_tokens,
    output_tokens: figures.output_tokens,
  };
}

const hourOf = ['account_id', 'mode', 'hour', 'key_id', 'model', 'channel'] as const;

const addToHour = prepareChange((db: Db, given: Hour) =>
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
