import { toCamelCase } from './camel-case.ts';

// Google's JSON names members in camelCase or in snake_case; `name` is in camelCase.

type Json = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name of a member as the object spells it. */
export const keyIn = (object: Json, name: string): string | undefined =>
  Object.keys(object).find((key) => toCamelCase(key) === name);

export const valueIn = (object: Json, name: string): unknown => object[keyIn(object, name) ?? name];

/** Objects at a path of names; each entry of a list is one. */
export const objectsAt = (value: unknown, [name, ...path]: readonly string[]): Json[] =>
  (Array.isArray(value) ? value : [value])
    .filter(isJsonObject)
    .flatMap((object) => (name === undefined ? [object] : objectsAt(valueIn(object, name), path)));

/** A copy in which the objects at a path of names are changed; left out are those that become undefined. */
export function mapAt(
  value: unknown,
  [name, ...path]: readonly string[],
  change: (object: Json) => Json | undefined,
): unknown {
  if (Array.isArray(value)) {
    return value
      .map((each) => mapAt(each, name === undefined ? [] : [name, ...path], change))
      .filter(isThere);
  }
  if (!isJsonObject(value)) return value;
  if (name === undefined) return change(value);
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => [
    key,
    toCamelCase(key) === name ? mapAt(member, path, change) : member,
  ]);
  return Object.fromEntries(entries.filter(([, member]) => isThere(member)));
}

const isThere = (value: unknown): boolean => value !== undefined;
