#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { ConfigError } from '../src/config.ts';
import { emulatorCommand } from './emulator-command.ts';
import { keysCommand } from './keys-command.ts';
import { serveCommand } from './serve-command.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('plantain')
  .description('A self-hosted gateway for image generation.')
  .version(version)
  .showHelpAfterError('(plantain --help lists the commands)');

program.addCommand(serveCommand());
program.addCommand(keysCommand());
program.addCommand(emulatorCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
