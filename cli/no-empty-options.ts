import type { Command } from 'commander';
import { Refusal } from '../src/generation/refusal.ts';

/**
 * Refuses an option with nothing in it, which is what a variable that is not set leaves: taken as not given, it would
 * refund all instead of a part, or make a key of the operator's own account.
 */
export function refuseEmptyOptions(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (command.getOptionValueSource(option.attributeName()) !== 'cli') continue;
    if (value === '' || (Array.isArray(value) && value.includes(''))) {
      throw new Refusal('invalid', `${option.long}: must not be empty; leave it out where it is not wanted.`);
    }
  }
}
