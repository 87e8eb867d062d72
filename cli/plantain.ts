#!/usr/bin/env node
import type { Command } from 'commander';
import { whatToSay } from './what-to-say.ts';

// `plantain … | head` closes the pipe it has read enough of: nobody is left to print for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    // A full disk, most of all.
    console.error(`The output cannot be written: ${error.message}.`);
    process.exit(1);
  }
  // What the command found out already stands, as `verify` and `doctor` tell by it.
  process.exit(process.exitCode ?? 0);
});

try {
  const program = await programFor(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const told = whatToSay(error);
  if (!told) throw error;
  console.error(told.sentence);
  process.exit(told.exitCode);
}

/** A gateway runs for months: it does not hold the other commands, which are 10 MB with what they import. */
async function programFor(command: string | undefined): Promise<Command> {
  if (command !== 'serve') return (await import('./program.ts')).createProgram();
  const { emptyProgram } = await import('./empty-program.ts');
  const { serveCommand } = await import('./serve-command.ts');
  return emptyProgram().addCommand(serveCommand());
}
