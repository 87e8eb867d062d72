import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';

/** How soon a client may try a process that is full; another one may have room at once. */
const retryAfterMs = 2_000;

/** Refuses with `overloaded` what would be one generation too many in this process, before anything was written. */
export function limitRunning(generate: Engine['generate'], mostRunning: number): Engine['generate'] {
  let running = 0;
  return async (input, relay) => {
    if (running >= mostRunning) {
      throw new Failure('overloaded', { retryAfterMs, internal: `${running} generations run` });
    }
    running += 1;
    try {
      return await generate(input, relay);
    } finally {
      running -= 1;
    }
  };
}
