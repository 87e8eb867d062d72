import type { Engine } from '../generation/engine.ts';
import { toFailure } from '../generation/failure.ts';
import type { Outcome } from '../generation/outcome.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Metrics } from './metrics.ts';

/** Counts what one generation comes to. */
export async function countGeneration(
  metrics: Metrics,
  request: GenerationRequest,
  work: Promise<Outcome>,
): Promise<Outcome> {
  metrics.inFlight.inc();
  let result = 'succeeded';
  try {
    const outcome = await work;
    metrics.images.inc({ model: request.model }, outcome.artifacts.length);
    for (const artifact of outcome.artifacts) metrics.imageBytes.inc(artifact.sizeBytes);
    return outcome;
  } catch (error) {
    result = toFailure(error).code;
    throw error;
  } finally {
    metrics.inFlight.dec();
    metrics.generations.inc({ protocol: request.protocol, model: request.model, result });
  }
}

/** Keeps what runs in `running`, so that a drain can wait for it although its client has gone. */
export function trackGenerations(
  running: Set<Promise<unknown>>,
  generate: Engine['generate'],
): Engine['generate'] {
  return async (input, relay) => {
    const work = generate(input, relay);
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  };
}
