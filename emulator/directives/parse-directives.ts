import { badDirective } from './bad-directive.ts';
import type { Directive, DirectiveKey } from './directive.ts';
import { commonKeys, directives } from './directives.ts';

/** One directive as it was asked for, with its values checked and converted. */
export interface DirectiveCall {
  readonly name: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

const marker = /#emulate\s*\(((?:"[^"]*"|[^()"])*)\)/gi;
const argument = /\s*(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|([^,"]*))\s*(?:,|$)/y;

/**
 * Takes the directives out of a prompt.
 * @returns the prompt without them, and the calls in the order of the text.
 * @throws GoogleError 400 that names the directive and lists the known ones.
 */
export function takeDirectives(prompt: string): { prompt: string; calls: DirectiveCall[] } {
  if (!/#emulate/i.test(prompt)) return { prompt, calls: [] };
  const calls: DirectiveCall[] = [];
  const rest = prompt.replace(marker, (_whole, inner: string) => {
    calls.push(parseCall(inner));
    return ' ';
  });
  const broken = /#emulate\b.{0,40}/i.exec(rest);
  if (broken) throw badDirective(`"${broken[0]}" is not of the form #emulate(name, key=value)`);
  return { prompt: rest.replace(/[ \t]{2,}/g, ' ').trim(), calls };
}

/** The text as the model would see it; what is wrong with its directives is not looked at. */
export function withoutDirectives(text: string): string {
  return text.replace(marker, '').trim();
}

/** The header `x-emulate`: directives with or without the `#emulate(…)` around them, separated by `;`. */
export function parseDirectiveHeader(header: string): DirectiveCall[] {
  if (/#emulate/i.test(header)) return takeDirectives(header).calls;
  return header
    .split(';')
    .filter((piece) => piece.trim() !== '')
    .map(parseCall);
}

function parseCall(inner: string): DirectiveCall {
  const [first, ...rest] = readArguments(inner);
  const name = (first?.value ?? '').toLowerCase();
  const directive = directives.find((candidate) => candidate.name === name);
  if (!directive || first?.key !== undefined) throw badDirective(`"${name}" is not a directive`);
  const values: Record<string, string | number | boolean> = {};
  const unnamed = Object.keys(directive.keys);
  for (const { key: givenKey, value } of rest) {
    const key = givenKey ?? unnamed.find((candidate) => !(candidate in values));
    const known = { ...commonKeys, ...directive.keys };
    const described = key !== undefined && Object.hasOwn(known, key) ? known[key] : undefined;
    if (key === undefined || !described)
      throw badDirective(`${name} takes no "${givenKey ?? value}"`, directive);
    values[key] = convert(described, value, `${name}: ${key}`, directive);
  }
  for (const [key, described] of Object.entries(directive.keys)) {
    if (described.required && !(key in values)) throw badDirective(`${name} needs ${key}=…`, directive);
  }
  return { name, values };
}

function readArguments(inner: string): { key?: string; value: string }[] {
  const found: { key?: string; value: string }[] = [];
  argument.lastIndex = 0;
  while (argument.lastIndex < inner.length) {
    const match = argument.exec(inner);
    if (!match) throw badDirective(`"${inner.trim()}" cannot be read`);
    const value = match[2] ?? match[3]!.trim();
    found.push(match[1] === undefined ? { value } : { key: match[1].toLowerCase(), value });
  }
  return found;
}

function convert(
  key: DirectiveKey,
  value: string,
  where: string,
  directive: Directive,
): string | number | boolean {
  const bad = (wanted: string) => badDirective(`${where} must be ${wanted}, not "${value}"`, directive);
  switch (key.kind) {
    case 'number': {
      const number = Number(value.replaceAll('_', ''));
      if (!Number.isInteger(number) || number < 0 || value === '') throw bad('a whole number');
      return number;
    }
    case 'fraction': {
      const share = Number(value);
      if (!(share >= 0 && share <= 1) || value === '') throw bad('between 0 and 1');
      return share;
    }
    case 'duration':
      if (!/^\d+(\.\d+)?s?$/.test(value)) throw bad('a time such as 3s');
      return value.endsWith('s') ? value : `${value}s`;
    case 'boolean':
      if (!/^(true|false|yes|no)?$/i.test(value)) throw bad('true or false');
      return !/^(false|no)$/i.test(value);
    case 'text': {
      const choice = key.oneOf?.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
      if (key.oneOf && !choice) throw bad(`one of ${key.oneOf.join(', ')}`);
      return choice ?? value;
    }
  }
}
