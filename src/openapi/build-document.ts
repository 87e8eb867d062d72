import type { Protocol, Route } from '../generation/protocol.ts';
import type { RouteDocs } from '../generation/route-docs.ts';
import { headers, parameters, securitySchemes } from './components.ts';
import { documentPath } from './document-path.ts';
import { type ErrorResponses, errorResponses } from './error-responses.ts';
import type { JsonSchema } from './json-schema.ts';
import { operation } from './operation.ts';
import { plainRoutes } from './plain-routes.ts';

/** A route as the server mounted it. */
export interface MountedRoute {
  readonly method: string;
  readonly path: string;
}

/** What operators have a client of their own for, and where a browser begins. */
const forPeople = /^\/(admin|console)(\/|$)|^\/$/;

/** The summary of a route whose declaration says nothing; a test refuses it. */
export const undocumented = 'Not documented';

/**
 * OpenAPI 3.1 of everything that is mounted: what the protocols declare is taken from their declarations, errors
 * from their own writers. A mounted route without a declaration still appears. Operators' routes are left out.
 */
export function buildDocument(
  protocols: readonly Protocol[],
  mounted: readonly MountedRoute[],
  version: string,
) {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const schemas: Record<string, JsonSchema> = {};
  const responses: Record<string, JsonSchema> = {};
  const declared = declarations(protocols);
  for (const { method, path } of mounted) {
    if (method === 'HEAD' || method === 'OPTIONS' || forPeople.test(path)) continue;
    const found = declared.get(`${method} ${path}`);
    const errors = found && addErrors(found.protocol, path, schemas, responses);
    const plain = plainRoutes[`${method} ${path}`] ?? plainRoutes[path] ?? { summary: undocumented };
    for (const docs of found?.docs ?? [plain]) {
      const shown = docs.path ?? documentPath(path);
      paths[shown] ??= {};
      const item = paths[shown];
      item[method.toLowerCase()] = operation({
        id: operationId(method, shown),
        tag: found?.protocol.title ?? 'Server',
        path: shown,
        docs,
        method,
        schemas,
        ...(found ? { action: found.action } : {}),
        ...(errors ? { errors } : {}),
      });
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plantain',
      version,
      description:
        'A gateway for image generation. Every contract it speaks, with the errors it really answers. Every body may be packed with gzip, deflate or br, as its Content-Encoding says; limits of size count what it holds.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagsOf(protocols),
    paths: sorted(paths),
    components: {
      schemas: sorted(schemas),
      responses: sorted(responses),
      headers,
      parameters,
      securitySchemes,
    },
  };
}

interface Declaration {
  readonly protocol: Protocol;
  readonly action: Route['action'];
  readonly docs: readonly RouteDocs[];
}

function declarations(protocols: readonly Protocol[]): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const protocol of protocols) {
    for (const { method, path, action, docs } of protocol.routes) {
      const list = docs === undefined ? [{ summary: undocumented }] : Array.isArray(docs) ? docs : [docs];
      found.set(`${method} ${path}`, { protocol, action, docs: list as readonly RouteDocs[] });
    }
  }
  return found;
}

/** A protocol may say errors in several shapes, by path; each becomes a component of its own. */
function addErrors(
  protocol: Protocol,
  path: string,
  schemas: Record<string, JsonSchema>,
  responses: Record<string, JsonSchema>,
): ErrorResponses {
  for (let number = 1; ; number += 1) {
    const name = `${protocol.name}-error${number === 1 ? '' : `-${number}`}`;
    const errors = errorResponses(protocol, path, name);
    const known = schemas[name];
    if (known && JSON.stringify(known) !== JSON.stringify(errors.schema)) continue;
    schemas[name] = errors.schema;
    Object.assign(responses, errors.responses);
    return errors;
  }
}

export const operationId = (method: string, path: string) =>
  `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`;

const tagsOf = (protocols: readonly Protocol[]) =>
  [...new Set([...protocols.map(({ title }) => title), 'Server'])].map((name) => ({ name }));

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
