import type { Command } from 'commander';
import { accountsCommand } from './accounts-command.ts';
import { actionsCommand } from './actions-command.ts';
import { callbacksCommand } from './callbacks-command.ts';
import { channelsCommand } from './channels-command.ts';
import { completionCommand } from './completion-command.ts';
import { consoleCommand } from './console-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { emptyProgram } from './empty-program.ts';
import { emulatorCommand } from './emulator-command.ts';
import { generateCommand } from './generate-command.ts';
import { keysCommand } from './keys-command.ts';
import { ledgerCommand } from './ledger-command.ts';
import { mcpCommand } from './mcp-command.ts';
import { modelsCommand } from './models-command.ts';
import { refuseEmptyOptions } from './no-empty-options.ts';
import { pricesCommand } from './prices-command.ts';
import { quoteCommand } from './quote-command.ts';
import { serveCommand } from './serve-command.ts';
import { tasksCommand } from './tasks-command.ts';
import { usageCommand } from './usage-command.ts';
import { verifyCommand } from './verify-command.ts';

/** Every command of `plantain`. */
export function createProgram(): Command {
  const program = emptyProgram();
  program.hook('preAction', (_program, command) => refuseEmptyOptions(command));
  program.addCommand(serveCommand());
  program.addCommand(generateCommand());
  program.addCommand(tasksCommand());
  program.addCommand(quoteCommand());
  program.addCommand(modelsCommand());
  program.addCommand(doctorCommand());
  program.addCommand(keysCommand());
  program.addCommand(channelsCommand());
  program.addCommand(accountsCommand());
  program.addCommand(pricesCommand());
  program.addCommand(usageCommand());
  program.addCommand(ledgerCommand());
  program.addCommand(actionsCommand());
  program.addCommand(callbacksCommand());
  program.addCommand(consoleCommand());
  program.addCommand(verifyCommand());
  program.addCommand(mcpCommand());
  program.addCommand(emulatorCommand());
  program.addCommand(completionCommand());
  return program;
}
