import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import type { FailureCode } from '../generation/failure.ts';
import type { MediaType } from '../generation/image-format.ts';
import type { Attempt } from '../generation/outcome.ts';
import type { PinnedPrice } from '../generation/price.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { withPassedOn } from '../generation/reference-note.ts';
import { jsonObject, jsonObjects } from '../store/json-objects.ts';
import { fromJsonText } from '../store/json-text.ts';
import { prepareQuery } from '../store/prepared-query.ts';
import type { AttemptRow, GenerationRow, OutputRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { GenerationRecord, Output, StoredRequest } from './generation-record.ts';

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

/** The same as text for `parseGeneration`: a poll is all that most tasks are ever asked for, and text crosses threads at half the cost. */
export const readGenerationText = defineUnit({
  name: 'read-generation-text',
  module: import.meta.url,
  run: readText,
});

const generationColumns = [
  'id',
  'account_id',
  'key_id',
  'mode',
  'protocol',
  'model',
  'state',
  'request',
  'count',
  'created_at',
  'dispatched_at',
  'finished_at',
  'held_micros',
  'charged_micros',
  'price',
  'choice',
  'result',
  'failure_code',
  'failure_message',
  'failure_retry_after_ms',
  'failure_param',
  'route',
  'reference_notes',
  'steps',
] as const satisfies readonly (keyof GenerationRow)[];
const outputColumns = [
  'number',
  'slot',
  'artifact_key',
  'media_type',
  'size_bytes',
  'width',
  'height',
  'expires_at',
  'converted_from',
] as const satisfies readonly (keyof OutputRow)[];
const attemptColumns = [
  'slot',
  'number',
  'channel',
  'upstream_model',
  'started_at',
  'ended_at',
  'result',
  'upstream_status',
  'internal',
] as const satisfies readonly (keyof AttemptRow)[];

type GenerationPart = Pick<Selectable<GenerationRow>, (typeof generationColumns)[number]>;
type OutputPart = Pick<OutputRow, (typeof outputColumns)[number]>;
type AttemptPart = Pick<AttemptRow, (typeof attemptColumns)[number]>;

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

function toRecord(row: GenerationPart, outputs: OutputPart[], attempts: AttemptPart[]): GenerationRecord {
  const request = fromJsonText<StoredRequest>(row.request);
  const notes = fromJsonText<GenerationRecord['referenceNotes']>(row.reference_notes) ?? [];
  return {
    id: row.id,
    accountId: row.account_id,
    keyId: row.key_id,
    mode: row.mode as Mode,
    protocol: row.protocol,
    model: row.model,
    state: row.state as GenerationState,
    request,
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
    steps: fromJsonText<GenerationRecord['steps']>(row.steps) ?? undefined,
    referenceNotes: withPassedOn(request.references, notes),
  };
}

export function toOutput(row: OutputPart): Output {
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

function toAttempt(row: AttemptPart): Attempt {
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
