import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import { jsonObject, jsonObjects } from '../store/json-objects.ts';
import { prepareQuery } from '../store/prepared-query.ts';
import type { GenerationRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { GenerationRecord } from './generation-record.ts';
import {
  type AttemptPart,
  attemptColumns,
  type GenerationPart,
  generationColumns,
  type OutputPart,
  outputColumns,
  toRecord,
} from './record-of-rows.ts';

export interface GenerationKey {
  readonly id: string;
  readonly accountId: string;
  readonly mode: Mode;
}

/** A generation of this account and mode; somebody else's is as absent as one that never was. */
export const readGeneration = defineUnit({
  name: 'read-generation',
  module: import.meta.url,
  async run(db: Db, key: GenerationKey): Promise<GenerationRecord | undefined> {
    const text = await readText(db, key);
    return text === undefined ? undefined : parseGeneration(text);
  },
});

/**
 * The same as text for `parseGeneration`: a poll is all that most tasks are ever asked for, and text crosses threads at
 * half the cost.
 */
export const readGenerationText = defineUnit({
  name: 'read-generation-text',
  module: import.meta.url,
  run: readText,
});

/** Three tables in one statement: one round trip on PostgreSQL, and on SQLite half of what three cost. */
const textsOf = prepareQuery((db: Db, key: { id: string; accountId: string; mode: string }) =>
  db
    .selectFrom('generations')
    .select((eb) => [
      jsonObject(db, 'generations', generationColumns).as('generation'),
      eb
        .selectFrom('outputs')
        .whereRef('outputs.generation_id', '=', 'generations.id')
        .select(jsonObjects(db, 'outputs', outputColumns).as('all'))
        .as('outputs'),
      eb
        .selectFrom('attempts')
        .whereRef('attempts.generation_id', '=', 'generations.id')
        .select(jsonObjects(db, 'attempts', attemptColumns).as('all'))
        .as('attempts'),
    ])
    .where('id', '=', key.id)
    .where('account_id', '=', key.accountId)
    .where('mode', '=', key.mode),
);

async function readText(db: Db, key: GenerationKey): Promise<string | undefined> {
  const [texts] = await textsOf(db, { id: key.id, accountId: key.accountId, mode: key.mode });
  return texts && `[${texts.generation},${texts.outputs},${texts.attempts}]`;
}

/** What `readGenerationText` read. */
export function parseGeneration(text: string): GenerationRecord {
  const [row, outputs, attempts] = JSON.parse(text) as [GenerationPart, OutputPart[], AttemptPart[]];
  outputs.sort((one, other) => one.number - other.number);
  attempts.sort((one, other) => one.slot - other.slot || one.number - other.number);
  return toRecord(row, outputs, attempts);
}

/** Records from their rows, with outputs and attempts in two queries for all of them. */
export async function readRecords(
  db: Db,
  rows: readonly Selectable<GenerationRow>[],
): Promise<GenerationRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const outputs = await db
    .selectFrom('outputs')
    .selectAll()
    .where('generation_id', 'in', ids)
    .orderBy('number')
    .execute();
  const attempts = await db
    .selectFrom('attempts')
    .selectAll()
    .where('generation_id', 'in', ids)
    .orderBy('slot')
    .orderBy('number')
    .execute();
  return rows.map((row) =>
    toRecord(
      row,
      outputs.filter((output) => output.generation_id === row.id),
      attempts.filter((attempt) => attempt.generation_id === row.id),
    ),
  );
}
