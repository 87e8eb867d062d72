import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import type { FailureCode } from '../generation/failure.ts';
import type { MediaType } from '../generation/image-format.ts';
import type { Attempt } from '../generation/outcome.ts';
import type { PinnedPrice } from '../generation/price.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { withPassedOn } from '../generation/reference-note.ts';
import { fromJsonText } from '../store/json-text.ts';
import type { AttemptRow, GenerationRow, OutputRow } from '../store/schema.ts';
import type { GenerationRecord, Output, StoredRequest } from './generation-record.ts';

/** What a record is made of; each way to read it asks for these. */
export const generationColumns = [
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
export const outputColumns = [
  'number',
  'slot',
  'artifact_key',
  'media_type',
  'size_bytes',
  'width',
  'height',
  'expires_at',
  'converted_from',
  'withdrawn_at',
] as const satisfies readonly (keyof OutputRow)[];
export const attemptColumns = [
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

export type GenerationPart = Pick<Selectable<GenerationRow>, (typeof generationColumns)[number]>;
export type OutputPart = Pick<OutputRow, (typeof outputColumns)[number]>;
export type AttemptPart = Pick<AttemptRow, (typeof attemptColumns)[number]>;

export function toRecord(
  row: GenerationPart,
  outputs: OutputPart[],
  attempts: AttemptPart[],
): GenerationRecord {
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
    ...(row.withdrawn_at === null ? {} : { deletedAtMs: row.withdrawn_at }),
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
