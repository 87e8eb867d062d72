import type { Selectable } from 'kysely';
import type { FailureCode } from '../generation/failure.ts';
import { type Attempt, noUsage, type RouteNote } from '../generation/outcome.ts';
import { inOneTrip } from '../store/in-one-trip.ts';
import { insertRows } from '../store/insert-rows.ts';
import { toJsonText } from '../store/json-text.ts';
import { prepareQuery } from '../store/prepared-query.ts';
import type { GenerationRow } from '../store/schema.ts';
import type { Db } from '../store/unit.ts';
import type { GenerationResult, Output } from './generation-record.ts';

/** How a generation ended. Both forms carry every attempt that was made. */
export type Ending =
  | {
      readonly state: 'succeeded';
      readonly result: GenerationResult;
      readonly outputs: readonly Output[];
      readonly attempts: readonly Attempt[];
      readonly route?: readonly RouteNote[];
    }
  | {
      readonly state: 'failed' | 'cancelled';
      readonly code: FailureCode;
      readonly message: string;
      readonly internal: string | null;
      readonly retryAfterMs?: number | undefined;
      readonly param?: string | undefined;
      readonly attempts: readonly Attempt[];
      readonly route?: readonly RouteNote[];
    };

export interface FinishGeneration {
  readonly id: string;
  readonly fence: number;
  readonly nowMs: number;
  readonly chargedMicros: number;
  readonly ending: Ending;
}

/** What only the row knows of a generation that has ended. */
export interface Ended {
  /** When its hold was counted against the key's budgets; a new budget counts what runs already. */
  readonly budgetedAtMs: number | null;
}

/**
 * Moves a running generation to its end, once. Undefined when another owner holds it by now or it has ended:
 * then nothing was written, and the caller must drop what it made. Else `insertWhatCame` must follow in the transaction.
 */
export async function finishGeneration(db: Db, finish: FinishGeneration): Promise<Ended | undefined> {
  const { ending } = finish;
  const failed = ending.state === 'succeeded' ? undefined : ending;
  const [ended] = await endRow(db, {
    id: finish.id,
    fence: finish.fence,
    state: ending.state,
    finished_at: finish.nowMs,
    lease_until: null,
    steps: null,
    charged_micros: finish.chargedMicros,
    result: ending.state === 'succeeded' ? toJsonText(ending.result) : null,
    failure_code: failed?.code ?? null,
    failure_message: failed?.message ?? null,
    failure_internal: failed?.internal ?? null,
    route: ending.route?.length ? toJsonText(ending.route) : null,
    failure_retry_after_ms: failed?.retryAfterMs ?? null,
    failure_param: failed?.param ?? null,
    ...figuresOf(ending),
  });
  return ended && { budgetedAtMs: ended.budgeted_at };
}

/** Images and attempts of generations that `finishGeneration` has ended. */
export async function insertWhatCame(db: Db, ended: readonly FinishGeneration[]): Promise<void> {
  await inOneTrip(
    insertRows(db, 'outputs', ended.flatMap(outputRows)),
    insertRows(db, 'attempts', ended.flatMap(attemptRows)),
  );
}

const endRow = prepareQuery((db: Db, given: EndedRow) =>
  db
    .updateTable('generations')
    .set(Object.fromEntries(endedColumns.map((column) => [column, given[column]])))
    .where('id', '=', given.id)
    .where('fence', '=', given.fence)
    .where('finished_at', 'is', null)
    .returning('budgeted_at'),
);

const endedColumns = [
  'state',
  'finished_at',
  'lease_until',
  'steps',
  'charged_micros',
  'result',
  'failure_code',
  'failure_message',
  'failure_internal',
  'route',
  'failure_retry_after_ms',
  'failure_param',
  'channel',
  'images',
  'cost_micros',
  'prompt_tokens',
  'output_tokens',
] as const;

type EndedRow = Pick<Selectable<GenerationRow>, 'id' | 'fence' | (typeof endedColumns)[number]>;

/** What an ending adds up to, for lists and statistics. */
export function figuresOf(ending: Ending) {
  const usage = ending.state === 'succeeded' ? ending.result.usage : noUsage;
  return {
    channel: ending.state === 'succeeded' ? ending.result.channel : (ending.attempts.at(-1)?.channel ?? null),
    images: ending.state === 'succeeded' ? ending.outputs.length : 0,
    cost_micros: ending.attempts.reduce((sum, attempt) => sum + (attempt.costMicros ?? 0), 0),
    prompt_tokens: usage.promptTokens,
    output_tokens: usage.textTokens + usage.thoughtTokens + usage.imageTokens,
  };
}

function outputRows({ id, nowMs, ending }: FinishGeneration) {
  const outputs = ending.state === 'succeeded' ? ending.outputs : [];
  return outputs.map((output) => ({
    generation_id: id,
    number: output.number,
    slot: output.slot,
    artifact_key: output.key,
    media_type: output.mediaType,
    converted_from: output.convertedFrom ?? null,
    size_bytes: output.sizeBytes,
    width: output.width,
    height: output.height,
    created_at: nowMs,
    expires_at: output.expiresAtMs,
    deleted_at: null,
  }));
}

function attemptRows({ id, ending }: FinishGeneration) {
  return ending.attempts.map((attempt) => ({
    generation_id: id,
    slot: attempt.slot,
    number: attempt.number,
    channel: attempt.channel,
    upstream_model: attempt.upstreamModel,
    started_at: attempt.startedAtMs,
    ended_at: attempt.endedAtMs,
    result: attempt.result,
    upstream_status: attempt.upstreamStatus ?? null,
    internal: attempt.internal ?? null,
    cost_micros: attempt.costMicros ?? 0,
  }));
}
