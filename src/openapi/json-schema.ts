import { z } from 'zod';

/** A JSON Schema 2020-12, which is what OpenAPI 3.1 takes. */
export type JsonSchema = Record<string, unknown>;

/** What a client sends (`input`) or gets (`output`) by a zod schema. Refinements that JSON cannot say are left out. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return json;
}

/** The schema of values like these: members of all are required, members of some are not. */
export function schemaOfExamples(examples: readonly unknown[]): JsonSchema {
  const types = [...new Set(examples.map(typeName))].sort();
  const schema: JsonSchema = { type: types.length === 1 ? types[0] : types };
  const lists = examples.filter(Array.isArray);
  if (lists.length > 0) schema.items = lists.flat().length > 0 ? schemaOfExamples(lists.flat()) : {};
  const objects = examples.filter(isObject);
  if (objects.length > 0) {
    const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    schema.properties = Object.fromEntries(
      names.map((name) => {
        const values = objects.filter((object) => name in object).map((object) => object[name]);
        return [name, schemaOfExamples(values)];
      }),
    );
    const required = names.filter((name) => objects.every((object) => name in object));
    if (required.length > 0 && objects.length === examples.length) schema.required = required;
  }
  return schema;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
