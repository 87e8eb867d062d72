#!/usr/bin/env node
import { PlantainError } from '../client/index.ts';
import { ConfigError } from '../src/config.ts';
import { Failure } from '../src/generation/failure.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { createProgram } from './program.ts';

// `plantain … | head` closes the pipe it has read enough of: nobody is left to print for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!isForTheUser(error)) throw error;
  console.error(error.message);
  process.exit(error instanceof PlantainError && error.code === 'connection' ? 3 : 1);
}

/** What the user asked for cannot be done, and the message says why. Anything else is a fault, with its stack. */
function isForTheUser(error: unknown): error is Error {
  return [ConfigError, Refusal, Failure, PlantainError].some((known) => error instanceof known);
}
