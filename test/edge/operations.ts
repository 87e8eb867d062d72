import assert from 'node:assert/strict';
import { z } from 'zod';

export interface Schema {
  readonly [keyword: string]: unknown;
}

/** One method of one address of `/openapi.json`. */
export interface Operation {
  readonly method: string;
  /** With names in braces. */
  readonly path: string;
  /** Names the document gives of its query. */
  readonly query: readonly string[];
  /** Of the JSON body, references resolved. */
  readonly body: Schema | undefined;
  /** Every status the document gives; undefined where no document speaks of it. */
  readonly statuses: ReadonlySet<number> | undefined;
  /** Throws where the text is not the error object documented for this address and, if it is given, this status. */
  checkError(text: string, status?: number): void;
}

interface Documented {
  readonly parameters?: readonly { readonly in?: string; readonly name?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Schema>>;
}

/** All operations of the document at that origin. */
export async function readOperations(origin: string): Promise<Operation[]> {
  const document = (await (await fetch(`${origin}/openapi.json`)).json()) as Schema & {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  };
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value) {
      const steps = String(value.$ref).split('/').slice(1);
      return resolved(steps.reduce<unknown>((at, step) => (at as Schema)[step], document));
    }
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner)]));
  };
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, documented]) => {
      const checks = Object.fromEntries(
        Object.entries(documented.responses).map(([status, response]) => [
          status,
          errorCheck(resolved(response) as Schema),
        ]),
      );
      const usual = checks['400'] ?? checks['404'] ?? (() => undefined);
      const body = documented.requestBody?.content['application/json']?.schema;
      return {
        method: method.toUpperCase(),
        path,
        query: (documented.parameters ?? []).flatMap((one) => (one.in === 'query' && one.name) || []),
        statuses: new Set(Object.keys(documented.responses).map(Number)),
        body: body && (resolved(body) as Schema),
        checkError: (text, status) => (checks[status ?? 400] ?? usual)(text),
      };
    }),
  );
}

function errorCheck(response: Schema): (text: string) => void {
  const content = (response.content ?? {}) as Readonly<Record<string, { readonly schema?: Schema }>>;
  const schema = Object.values(content)[0]?.schema;
  if (!schema) return () => undefined;
  const shape = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  return (text) => {
    const value: unknown = JSON.parse(text);
    const read = shape.safeParse(Array.isArray(value) ? value[0] : value);
    assert.ok(read.success, `not the documented error: ${text.slice(0, 300)}`);
  };
}

/** The address with a model and ids that lead nowhere. */
export const filledPath = (path: string): string =>
  path.replace('{model}', 'nano-banana-2').replace(/\{\w+\}/g, 'nothing');
