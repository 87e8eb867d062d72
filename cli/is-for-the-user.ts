import { PlantainError } from '../client/plantain-error.ts';
import { ConfigError } from '../src/config.ts';
import { Failure } from '../src/generation/failure.ts';
import { Refusal } from '../src/generation/refusal.ts';

/** What the user asked for cannot be done, and the message says why. Anything else is a fault, with its stack. */
export function isForTheUser(error: unknown): error is Error {
  return [ConfigError, Refusal, Failure, PlantainError].some((known) => error instanceof known);
}
