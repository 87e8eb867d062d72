import { Command } from 'commander';
import { packageVersion } from './package-version.ts';

/** `plantain` without its commands. */
export function emptyProgram(): Command {
  return new Command('plantain')
    .description('A self-hosted gateway for image generation.')
    .version(packageVersion())
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 refused, failed, or a problem found; 3 the gateway does not answer.',
    )
    .showHelpAfterError('(plantain --help lists the commands)');
}
