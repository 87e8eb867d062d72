import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { parseBody } from './parse-body.ts';

const url = z.union([z.string(), z.looseObject({ url: z.string() })]);
const schema = z.strictObject({
  prompt: z.string(),
  images: z.array(z.string()).min(1).max(2).optional(),
  urls: z.union([url.transform((one) => [one]), z.array(url)]).optional(),
  format: z.enum(['png', 'jpeg']).optional(),
  purpose: z.literal('model_input').optional(),
  quality: z.int().min(0).max(100).optional(),
  wait: z.number().gt(0).lt(200).optional(),
  name: z.string().min(1).max(5).optional(),
  code: z.string().min(3).regex(/^\d+$/).optional(),
  site: z.url().optional(),
  stream: z.boolean().optional(),
  own: z.int('must be a whole number').max(10, 'ten are the most').optional(),
  list: z.union([z.string(), z.array(z.string())], 'must be a list of strings').optional(),
  inner: z.strictObject({ deep: z.array(z.strictObject({ name: z.string() })) }).optional(),
});

/** What is sent beside a prompt, what is said of it, and the field it is said of. */
const cases: readonly (readonly [object, string, string])[] = [
  [{ prompt: undefined }, 'Missing required field: prompt', 'prompt'],
  [{ prompt: null }, 'prompt must be a string, not null', 'prompt'],
  [{ prompt: 5 }, 'prompt must be a string', 'prompt'],
  [{ images: 'a' }, 'images must be an array', 'images'],
  [{ images: [1] }, 'images[0] must be a string', 'images[0]'],
  [{ images: [] }, 'images must have at least 1 item', 'images'],
  [{ images: ['a', 'b', 'c'] }, 'images must have at most 2 items', 'images'],
  [{ urls: 5 }, 'urls must be a string, an object or an array', 'urls'],
  [{ urls: [5] }, 'urls[0] must be a string or an object', 'urls[0]'],
  [{ urls: [{ url: 5 }] }, 'urls[0].url must be a string', 'urls[0].url'],
  [{ urls: {} }, 'Missing required field: urls.url', 'urls.url'],
  [{ format: 'gif' }, 'format must be one of png, jpeg', 'format'],
  [{ purpose: 'other' }, 'purpose must be model_input', 'purpose'],
  [{ quality: 101 }, 'quality must be at most 100', 'quality'],
  [{ quality: -1 }, 'quality must be at least 0', 'quality'],
  [{ quality: 1.5 }, 'quality must be an integer', 'quality'],
  [{ quality: '5' }, 'quality must be a number', 'quality'],
  [{ wait: 0 }, 'wait must be more than 0', 'wait'],
  [{ wait: 200 }, 'wait must be less than 200', 'wait'],
  [{ name: '' }, 'name must not be empty', 'name'],
  [{ name: 'longer' }, 'name must be at most 5 characters long', 'name'],
  [{ code: '1' }, 'code must be at least 3 characters long', 'code'],
  [{ code: 'abc' }, 'code has not the form it must have', 'code'],
  [{ site: 'nowhere' }, 'site must be a URL', 'site'],
  [{ stream: 'true' }, 'stream must be a boolean', 'stream'],
  [{ foo: 1 }, 'Unknown field: foo', 'foo'],
  [{ inner: { deep: [{ name: 'a', foo: 1 }] } }, 'Unknown field: inner.deep[0].foo', 'inner.deep[0].foo'],
  [{ inner: { deep: [{}] } }, 'Missing required field: inner.deep[0].name', 'inner.deep[0].name'],
];

const refusalOf = (body: unknown) => {
  try {
    parseBody(schema, body);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, 'invalid_request');
    return [error.message, error.param];
  }
  return assert.fail(JSON.stringify(body));
};

test('a body that does not fit its schema is refused in words of ours, which name the field', () => {
  for (const [more, message, param] of cases) {
    assert.deepEqual(refusalOf({ prompt: 'a fig', ...more }), [message, param]);
  }
});

test('what a schema says itself stays as it is', () => {
  for (const [more, message] of [
    [{ own: 'many' }, 'own: must be a whole number'],
    [{ own: 11 }, 'own: ten are the most'],
    [{ list: [5] }, 'list: must be a list of strings'],
  ] as const) {
    assert.equal(refusalOf({ prompt: 'a fig', ...more })[0], message);
  }
});

test('a body that is no object is told that it must be one', () => {
  for (const body of [null, [], 'text', 5]) {
    assert.deepEqual(refusalOf(body), ['The request body must be a JSON object.', undefined]);
  }
});
