import type { Chance } from '../../src/lib/egress/chance.test.kit.ts';
import { naughtyStrings } from './naughty-strings.ts';
import type { Schema } from './operations.ts';

/** Values that make a request meaningful where the schema only says "string". */
const known: Readonly<Record<string, unknown>> = {
  model: 'nano-banana-2',
  prompt: 'a pear',
  text: 'a pear',
  role: 'user',
  type: 'text',
  method: 'tools/call',
  name: 'generate_image',
  mimeType: 'image/png',
  data: 'iVBORw0KGgo=',
  aspect_ratio: '1:1',
  aspectRatio: '1:1',
  resolution: '1K',
  imageSize: '1K',
  mode: 'text-to-image',
  filename: 'a.png',
  wait: 0,
};

const oddValues: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    11,
    1e21,
    Number.MAX_SAFE_INTEGER,
    '',
    '4',
    [],
    {},
    [[]],
    [null],
    { a: 1 },
  ],
  ...[{ url: 'http://127.0.0.1/' }, 'http://127.0.0.1/x.png', 'data:image/png;base64,AAAA', { length: 1e9 }],
];

/**
 * A body made from its JSON Schema. `oddity` is the chance, at each place, that something else stands there: a value of
 * another type, a hostile text, a field left out or one too many.
 */
export function makeBody(schema: Schema, chance: Chance, oddity: number, name = ''): unknown {
  const { next, below, pick } = chance;
  if (next() < oddity) return next() < 0.5 ? pick(oddValues) : pick(naughtyStrings);
  const options = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (options) return makeBody(pick(options), chance, oddity, name);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return pick(schema.enum);
  const type = Array.isArray(schema.type) ? pick(schema.type as string[]) : schema.type;
  switch (type) {
    case 'object':
      return makeObject(schema, chance, oddity);
    case 'array': {
      const count = Number(schema.minItems ?? 0) + (next() < 0.1 ? below(20) : below(2));
      const items = (schema.items ?? {}) as Schema;
      return Array.from({ length: count }, () => makeBody(items, chance, oddity, name));
    }
    case 'integer':
    case 'number':
      return known[name] ?? Number(schema.minimum ?? 0) + below(4);
    case 'boolean':
      return next() < 0.5;
    case 'null':
      return null;
    case 'string':
      return known[name] ?? pick(naughtyStrings);
    default:
      return pick(oddValues);
  }
}

function makeObject(schema: Schema, chance: Chance, oddity: number): Record<string, unknown> {
  const { next, pick } = chance;
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
  const made: [string, unknown][] = [];
  for (const [name, inner] of properties) {
    const isWanted = required.has(name) ? next() >= oddity / 2 : next() < 0.15;
    if (isWanted) made.push([name, makeBody(inner, chance, oddity, name)]);
  }
  if (next() < oddity) made.push([pick(naughtyStrings).slice(0, 200), pick(oddValues)]);
  return Object.fromEntries(made);
}
