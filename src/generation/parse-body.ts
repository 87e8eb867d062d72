import type { z } from 'zod';
import { Failure } from './failure.ts';
import { issueWords } from './issue-words.ts';

/** A body by its schema; throws `invalid_request` that names the first field at fault in the client's words. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  /** As opposed to what a schema says itself. */
  const words = new Set<string>();
  const error = (issue: z.core.$ZodRawIssue) => {
    const said = issueWords(issue);
    words.add(said);
    return said;
  };
  const read = schema.safeParse(json, { error });
  if (read.success) return read.data;
  const { path, issue } = innermost(read.error.issues[0] as z.core.$ZodIssue, words);
  if (issue.code === 'unrecognized_keys') {
    const param = pathText([...path, (issue.keys[0] as string).slice(0, 64)]);
    throw new Failure('invalid_request', { message: `Unknown field: ${param}`, param });
  }
  const param = pathText(path);
  if (param === '') {
    throw new Failure('invalid_request', { message: 'The request body must be a JSON object.' });
  }
  const sentence = `${param}${words.has(issue.message) ? '' : ':'} ${issue.message}`;
  const message = isMissing(json, path) ? `Missing required field: ${param}` : sentence;
  throw new Failure('invalid_request', { message, param });
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly issue: z.core.$ZodIssue;
}

/** Where a value has one of the forms it may have, what is wrong inside it says more than that it has none of them. */
function innermost(
  issue: z.core.$ZodIssue,
  words: ReadonlySet<string>,
  above: readonly PropertyKey[] = [],
): Fault {
  const path = [...above, ...issue.path];
  const inside = words.has(issue.message) ? formBegun(issue) : undefined;
  return inside ? innermost(inside, words, path) : { path, issue };
}

function formBegun(issue: z.core.$ZodIssue): z.core.$ZodIssue | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  return issue.errors
    .flatMap((issues) => issues.slice(0, 1))
    .find((one) => one.path.length > 0 || one.code === 'unrecognized_keys' || formBegun(one) !== undefined);
}

/** `input[0].params.prompt` */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function isMissing(json: unknown, path: readonly PropertyKey[]): boolean {
  let value = json;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return value === undefined;
}
