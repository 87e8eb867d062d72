import type { Engine } from '../generation/engine.ts';
import { toFailure } from '../generation/failure.ts';
import type { Metrics } from './metrics.ts';

/** Counts what generations come to, and keeps those that run in `running` so that a drain can wait for them. */
export function countGenerations(
  metrics: Metrics,
  running: Set<Promise<unknown>>,
  generate: Engine['generate'],
): Engine['generate'] {
  return async (input, relay) => {
    const { request } = input;
    metrics.inFlight.inc();
    const work = generate(input, relay);
    running.add(work);
    let result = 'succeeded';
    try {
      const generated = await work;
      const { outcome } = generated;
      if (generated.replayed) {
        result = 'replayed';
        return generated;
      }
      metrics.images.inc({ model: request.model }, outcome.artifacts.length);
      for (const artifact of outcome.artifacts) metrics.imageBytes.inc(artifact.sizeBytes);
      return generated;
    } catch (error) {
      result = toFailure(error).code;
      throw error;
    } finally {
      running.delete(work);
      metrics.inFlight.dec();
      metrics.generations.inc({ protocol: request.protocol, model: request.model, result });
    }
  };
}
