import type { OpenapiDocument, OpenapiSchema } from './site-input.ts';

/** A field of a body as a table shows it. */
export interface Field {
  /** Path in the body, e.g. `input.prompt` or `contents[].role`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** Allowed values, bounds, default. */
  readonly values: string;
  readonly description: string;
}

const deepest = 8;

/** The last name of a field's path, under which its words stand. */
export const wordsName = (name: string): string => name.split('.').at(-1)?.replace('[]', '') ?? '';

/** The fields of a JSON Schema, with those inside it, in the order they were declared. */
export function fieldsOf(document: OpenapiDocument, schema: OpenapiSchema | undefined): Field[] {
  const found = new Map<string, Field>();
  if (schema) collect(document, schema, '', 0, found);
  return [...found.values()];
}

/** Type and values of a schema that stands alone. */
export const fieldOf = (
  document: OpenapiDocument,
  schema: OpenapiSchema,
): Pick<Field, 'type' | 'values'> => ({
  type: typeName(document, schema),
  values: valuesOf(document, schema),
});

/** The body of an operation; a form and JSON say the same names. */
export function bodySchema(
  document: OpenapiDocument,
  path: string,
  method: string,
): OpenapiSchema | undefined {
  const content = document.paths[path]?.[method]?.requestBody?.content ?? {};
  return (content['application/json'] ?? Object.values(content)[0])?.schema;
}

function collect(
  document: OpenapiDocument,
  schema: OpenapiSchema,
  prefix: string,
  depth: number,
  found: Map<string, Field>,
): void {
  const here = resolve(document, schema);
  for (const one of here.anyOf ?? here.oneOf ?? []) collect(document, one, prefix, depth, found);
  if (here.items && prefix) collect(document, here.items, `${prefix}[]`, depth + 1, found);
  for (const [key, value] of Object.entries(here.properties ?? {})) {
    const name = prefix ? `${prefix}.${key}` : key;
    const member = resolve(document, value);
    if (!found.has(name)) {
      found.set(name, {
        name,
        type: typeName(document, member),
        isRequired: here.required?.includes(key) ?? false,
        values: valuesOf(document, member),
        description: value.description ?? descriptionOf(document, member) ?? '',
      });
    }
    if (depth < deepest) collect(document, member, name, depth + 1, found);
  }
}

function resolve(document: OpenapiDocument, schema: OpenapiSchema): OpenapiSchema {
  const name = schema.$ref?.split('/').at(-1);
  return (name === undefined ? undefined : document.components.schemas[name]) ?? schema;
}

/** Its own, or what the first of its choices says that says something: the other one is null. */
function descriptionOf(document: OpenapiDocument, schema: OpenapiSchema): string | undefined {
  if (schema.description !== undefined) return schema.description;
  for (const choice of schema.anyOf ?? schema.oneOf ?? []) {
    const said = descriptionOf(document, resolve(document, choice));
    if (said !== undefined) return said;
  }
  return undefined;
}

/** `string`, `string[]`, `string | string[]`: null is what SDKs send for nothing, and is not said. */
function typeName(document: OpenapiDocument, schema: OpenapiSchema): string {
  const here = resolve(document, schema);
  const choices = here.anyOf ?? here.oneOf;
  if (choices) {
    const names = choices.map((one) => typeName(document, one)).filter((name) => name !== 'null');
    return [...new Set(names)].join(' | ') || 'any';
  }
  if (here.items) {
    const item = typeName(document, here.items);
    return item.includes('|') ? `(${item})[]` : `${item}[]`;
  }
  if (Array.isArray(here.type)) return here.type.filter((name) => name !== 'null').join(' | ');
  return (here.type as string | undefined) ?? (here.const === undefined ? 'any' : typeof here.const);
}

function valuesOf(document: OpenapiDocument, schema: OpenapiSchema): string {
  const own = [schema, ...(schema.anyOf ?? schema.oneOf ?? []).map((one) => resolve(document, one))];
  const parts = own.flatMap((one) => {
    const choices = one.enum ?? (one.const === undefined ? [] : [one.const]);
    const bounds =
      one.minimum !== undefined && one.maximum !== undefined && one.maximum < Number.MAX_SAFE_INTEGER
        ? [`${one.minimum}–${one.maximum}`]
        : [];
    const fallback =
      one.default === undefined || typeof one.default === 'object' ? [] : [`= ${String(one.default)}`];
    return [...(choices.length > 0 ? [choices.map(String).join(', ')] : []), ...bounds, ...fallback];
  });
  return parts.join('; ');
}
