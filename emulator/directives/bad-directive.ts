import { type GoogleError, invalidArgument } from '../google-error.ts';
import type { Directive } from './directive.ts';
import { directives } from './directives.ts';

/** The emulator's own 400: what is wrong, how it is written, and what there is. */
export function badDirective(problem: string, directive?: Directive): GoogleError {
  const known = directives.map(({ name }) => name).join(', ');
  const example = directive ? ` Example: ${directive.example}.` : '';
  return invalidArgument(`Emulator directive: ${problem}.${example} Known directives: ${known}.`);
}
