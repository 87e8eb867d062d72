import { AlreadyAccepted } from './admission/accept.ts';
import type { Engine, EngineRequest, Generated } from './generation/engine.ts';
import { Failure } from './generation/failure.ts';
import type { Relay } from './generation/provider.ts';
import type { Pipeline } from './pipeline.ts';
import type { GenerationRecord } from './records/generation-record.ts';
import { readGeneration } from './records/read-generation.ts';
import type { Store } from './store/store.ts';

/** Generates, or answers a repeated Idempotency-Key from the record of the first request. */
export function createGenerate(pipeline: Pipeline, store: Store): Engine['generate'] {
  return async (input: EngineRequest, relay?: Relay): Promise<Generated> => {
    try {
      const ticket = await pipeline.accept(input);
      input.onAccepted?.();
      return { outcome: await pipeline.perform(ticket, relay), choice: input.choice, replayed: false };
    } catch (error) {
      if (!(error instanceof AlreadyAccepted)) throw error;
      const { accountId, mode } = input.caller;
      const record = await store.read(readGeneration, { id: error.generationId, accountId, mode });
      if (!record)
        throw new Failure('internal', { internal: `claimed generation ${error.generationId} is gone` });
      return replay(record);
    }
  };
}

function replay(record: GenerationRecord): Generated {
  if (record.failure) {
    const { code, ...told } = record.failure;
    throw new Failure(code, { ...told, firstRequestId: record.id });
  }
  if (record.state !== 'succeeded' || !record.result) {
    throw new Failure('idempotency_in_progress', {
      message: `The request with this Idempotency-Key is still running as ${record.id}. Ask again shortly.`,
      retryAfterMs: 2_000,
      runningId: record.id,
    });
  }
  if (record.outputs.some(({ deletedAtMs }) => deletedAtMs !== undefined)) {
    throw new Failure('not_found', {
      message: `The images of ${record.id}, which had this Idempotency-Key, were deleted. Use a new key to make others.`,
      firstRequestId: record.id,
    });
  }
  return {
    replayed: true,
    choice: record.choice,
    outcome: {
      ...record.result,
      id: record.id,
      createdAtMs: record.createdAtMs,
      artifacts: record.outputs,
      chargedMicros: record.chargedMicros,
    },
  };
}
