#!/usr/bin/env node
import type { Command } from 'commander';
import { PlantainError } from '../client/plantain-error.ts';
import { isForTheUser } from './is-for-the-user.ts';

// `plantain … | head` closes the pipe it has read enough of: nobody is left to print for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // What the command found out already stands, as `verify` and `doctor` tell by it.
  process.exit(process.exitCode ?? 0);
});

try {
  const program = await programFor(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  if (!isForTheUser(error)) throw error;
  console.error(error.message);
  process.exit(error instanceof PlantainError && error.code === 'connection' ? 3 : 1);
}

/** A gateway runs for months: it does not hold the other commands, which are 10 MB with what they import. */
async function programFor(command: string | undefined): Promise<Command> {
  if (command !== 'serve') return (await import('./program.ts')).createProgram();
  const { emptyProgram } = await import('./empty-program.ts');
  const { serveCommand } = await import('./serve-command.ts');
  return emptyProgram().addCommand(serveCommand());
}
