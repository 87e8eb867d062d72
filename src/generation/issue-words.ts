import { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

const formats: Readonly<Record<string, string>> = {
  url: 'a URL',
  datetime: 'a time like 2026-11-01T00:00:00Z',
  date: 'a date like 2026-11-01',
};

/**
 * What is wrong with a value, as the rest of a sentence that begins with its name. A schema that says it itself is not
 * asked here.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      if (issue.input === undefined) return 'is missing';
      return takes(kindsOf(issue), issue.input === null);
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin === 'string') return 'must not be empty';
      return `must ${bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must ${bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin)}`;
    case 'invalid_key':
      return 'holds a name that is not known';
    case 'unrecognized_keys':
      return `has no field ${issue.keys.map((key) => key.slice(0, 64)).join(', ')}`;
    case 'invalid_format':
      return formats[issue.format] ? `must be ${formats[issue.format]}` : 'has not the form it must have';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    default:
      return 'is not valid';
  }
}

/** The same; who names a field that is not there is told which are. */
export function fieldWords(issue: z.core.$ZodRawIssue): string {
  const words = issueWords(issue);
  if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof z.ZodObject)) return words;
  return `${words}; there are ${Object.keys(issue.inst.shape).join(', ')}`;
}

/** What a value may be, of a union what each of its forms may. */
function kindsOf(issue: z.core.$ZodRawIssue | z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_type') return [kinds[issue.expected] ?? issue.expected];
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  return [...new Set(issue.errors.flatMap((issues) => issues.slice(0, 1).flatMap(kindsOf)))];
}

function takes(names: readonly string[], isNull: boolean): string {
  const [last, ...before] = [...names].reverse();
  if (last === undefined) return 'is not valid';
  const all = before.length === 0 ? last : `${before.reverse().join(', ')} or ${last}`;
  return `must be ${all}${isNull ? ', not null' : ''}`;
}

function bound(words: string, limit: number | bigint, origin: string): string {
  if (origin === 'array') return `have ${words} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return `be ${words} ${limit}${origin === 'string' ? ' characters long' : ''}`;
}
