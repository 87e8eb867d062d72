import type { z } from 'zod';
import { Failure } from './failure.ts';

/** A body by its schema; throws `invalid_request` that names the first field at fault in the client's words. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  if (issue.code === 'unrecognized_keys') {
    const param = pathText([...issue.path, (issue.keys[0] as string).slice(0, 64)]);
    throw new Failure('invalid_request', { message: `Unknown field: ${param}`, param });
  }
  const param = pathText(issue.path);
  if (param === '') {
    throw new Failure('invalid_request', { message: 'The request body must be a JSON object.' });
  }
  const message = isMissing(json, issue.path)
    ? `Missing required field: ${param}`
    : `${param}: ${issue.message}`;
  throw new Failure('invalid_request', { message, param });
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
  return value === undefined || value === null;
}
