import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

const program = fileURLToPath(new URL('../emulator/main.js', import.meta.url));

/** The emulator keeps its own options and help: it is a program of its own. */
export function emulatorCommand(): Command {
  return new Command('emulator')
    .description('Run the local Google image API alone; --help lists every failure it can play.')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_options: unknown, command: Command) => {
      process.argv.splice(1, process.argv.length - 1, program, ...command.args);
      await import(program);
    });
}
