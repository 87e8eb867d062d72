#!/usr/bin/env node
import { PlantainError } from '../client/index.ts';
import { isForTheUser } from './is-for-the-user.ts';
import { createProgram } from './program.ts';

// `plantain … | head` closes the pipe it has read enough of: nobody is left to print for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // What the command found out already stands, as `verify` and `doctor` tell by it.
  process.exit(process.exitCode ?? 0);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!isForTheUser(error)) throw error;
  console.error(error.message);
  process.exit(error instanceof PlantainError && error.code === 'connection' ? 3 : 1);
}
