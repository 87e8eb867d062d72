import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const formats: Readonly<Record<string, string>> = {
  url: 'a URL like https://example.com',
  datetime: 'an ISO time like 2026-11-01T00:00:00Z',
  date: 'a date like 2026-11-01',
};

/**
 * What is wrong with a value, as the rest of a sentence that begins with its name; undefined: zod's own text. A schema
 * that says it itself is not asked here.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${kinds[issue.expected] ?? `of the type ${issue.expected}`}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map(String))}`;
    case 'invalid_key':
      return 'holds a name that is not known';
    case 'unrecognized_keys':
      return `knows no ${issue.keys.map((key) => `"${key.slice(0, 64)}"`).join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return formats[issue.format] && `must be ${formats[issue.format]}`;
    default:
      return undefined;
  }
}

const unitOf = (origin: string) =>
  origin === 'string' ? ' characters long' : origin === 'array' ? ' entries long' : '';

function oneOf(values: readonly string[]): string {
  const [last = '', ...before] = [...values].reverse();
  return before.length === 0 ? last : `${before.reverse().join(', ')} or ${last}`;
}
