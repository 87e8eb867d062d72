import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import type { FailureCode } from '../generation/failure.ts';
import type { MediaType } from '../generation/image-format.ts';
import type { Attempt } from '../generation/outcome.ts';
import type { PinnedPrice } from '../generation/price.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import { prepareQuery } from '../store/prepared-query.ts';
import type { AttemptRow, GenerationRow, OutputRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { GenerationRecord, Output } from './generation-record.ts';

export interface GenerationKey {
  readonly id: string;
  readonly accountId: string;
  readonly mode: Mode;
}

/** A generation of this account and mode; somebody else's is as absent as one that never was. */
export const readGeneration = defineUnit({
  name: 'read-generation',
  module: import.meta.url,
  run: readOne,
});

/** The same as JSON: a poll is all that most tasks are ever asked for, and text crosses threads at half the cost. */
export const readGenerationText = defineUnit({
  name: 'read-generation-text',
  module: import.meta.url,
  async run(db: Db, input: GenerationKey): Promise<string | undefined> {
    const record = await readOne(db, input);
    return record && toJsonText(record);
  },
});

const rowOf = prepareQuery((db: Db, id: string, accountId: string, mode: string) =>
  db
    .selectFrom('generations')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('mode', '=', mode),
);
const outputsOf = prepareQuery((db: Db, id: string) =>
  db.selectFrom('outputs').selectAll().where('generation_id', '=', id).orderBy('number'),
);
const attemptsOf = prepareQuery((db: Db, id: string) =>
  db.selectFrom('attempts').selectAll().where('generation_id', '=', id).orderBy('slot').orderBy('number'),
);

async function readOne(db: Db, key: GenerationKey): Promise<GenerationRecord | undefined> {
  const [row] = await rowOf(db, key.id, key.accountId, key.mode);
  return row && toRecord(row, await outputsOf(db, row.id), await attemptsOf(db, row.id));
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

function toRecord(
  row: Selectable<GenerationRow>,
  outputs: OutputRow[],
  attempts: AttemptRow[],
): GenerationRecord {
  return {
    id: row.id,
    accountId: row.account_id,
    keyId: row.key_id,
    mode: row.mode as Mode,
    protocol: row.protocol,
    model: row.model,
    state: row.state as GenerationState,
    request: fromJsonText(row.request),
    count: row.count,
    createdAtMs: row.created_at,
    dispatched: row.dispatched_at !== null,
    finishedAtMs: row.finished_at ?? undefined,
    heldMicros: row.held_micros,
    chargedMicros: row.charged_micros,
    price: fromJsonText<PinnedPrice>(row.price) ?? undefined,
    choice: fromJsonText<GenerationRecord['choice']>(row.choice) ?? {},
    result: fromJsonText<GenerationRecord['result']>(row.result) ?? undefined,
    failure:
      row.failure_code === null
        ? undefined
        : {
            code: row.failure_code as FailureCode,
            message: row.failure_message ?? '',
            ...(row.failure_retry_after_ms === null ? {} : { retryAfterMs: row.failure_retry_after_ms }),
            ...(row.failure_param === null ? {} : { param: row.failure_param }),
          },
    outputs: outputs.map(toOutput),
    attempts: attempts.map(toAttempt),
    route: fromJsonText<GenerationRecord['route']>(row.route) ?? [],
  };
}

export function toOutput(row: OutputRow): Output {
  return {
    number: row.number,
    slot: row.slot,
    key: row.artifact_key,
    mediaType: row.media_type as MediaType,
    sizeBytes: row.size_bytes,
    width: row.width,
    height: row.height,
    expiresAtMs: row.expires_at,
    ...(row.converted_from === null ? {} : { convertedFrom: row.converted_from as MediaType }),
  };
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    slot: row.slot,
    number: row.number,
    channel: row.channel,
    upstreamModel: row.upstream_model,
    startedAtMs: row.started_at,
    endedAtMs: row.ended_at,
    result: row.result as Attempt['result'],
    ...(row.upstream_status === null ? {} : { upstreamStatus: row.upstream_status }),
    ...(row.internal === null ? {} : { internal: row.internal }),
  };
}
