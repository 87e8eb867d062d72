import type { AdminDocs } from '../generation/route-docs.ts';
import { operationId } from './build-document.ts';
import { securitySchemes } from './components.ts';
import { documentPath, parameterNames } from './document-path.ts';
import { type JsonSchema, jsonSchemaOf, schemaOfExamples } from './json-schema.ts';

/** Operations of the admin API that belong together. */
interface AdminGroup {
  readonly title: string;
  readonly routes: readonly { readonly method: string; readonly path: string; readonly docs: AdminDocs }[];
}

/** An answer of a real gateway, as `docs/recordings/admin-answers.json` keeps it. */
export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Under which a refusal is recorded. */
export const refusalName = 'refusal';

/**
 * OpenAPI 3.1 of `/admin/v1`: what is taken comes from the schemas that read it, what is answered from a run. Made
 * when it is first asked for.
 */
export function createAdminDocument(
  groups: readonly AdminGroup[],
  answers: () => Readonly<Record<string, RecordedAnswer>>,
  version: string,
): () => JsonSchema {
  let built: JsonSchema | undefined;
  return () => {
    built ??= buildAdminDocument(groups, answers(), version);
    return built;
  };
}

function buildAdminDocument(
  groups: readonly AdminGroup[],
  answers: Readonly<Record<string, RecordedAnswer>>,
  version: string,
): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { title, routes } of groups) {
    for (const { method, path, docs } of routes) {
      const shown = `/admin/v1${documentPath(path)}`;
      paths[shown] ??= {};
      paths[shown][method.toLowerCase()] = {
        operationId: operationId(method, shown),
        tags: [title],
        summary: docs.summary,
        ...parametersOf(shown, docs),
        ...bodyOf(docs),
        responses: responsesOf(answers[`${method} ${shown}`]),
      };
    }
  }
  const refusal = answers[refusalName]?.body;
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plantain for operators',
      version,
      description:
        'Every operation takes the operator token. Money is micro-USD where a name ends with _micros: a dollar is 1000000. Answers are examples, recorded from a run.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ admin: [] }],
    tags: groups.map(({ title }) => ({ name: title })),
    paths,
    components: {
      schemas: {},
      responses: {
        refusal: {
          description: 'Problem details (RFC 9457); `param` names the field, where there is one.',
          content: {
            'application/problem+json': { schema: schemaOfExamples([refusal]), example: refusal },
          },
        },
      },
      securitySchemes: { admin: securitySchemes.admin },
    },
  };
}

function parametersOf(path: string, { query, exampleQuery }: AdminDocs): JsonSchema {
  const ofPath = parameterNames(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const { properties = {}, required = [] } = (query ? jsonSchemaOf(query, 'input') : {}) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const examples = new URLSearchParams(exampleQuery);
  const ofQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    description,
    schema,
    ...(examples.has(name) ? { example: examples.get(name) } : {}),
  }));
  const parameters = [...ofPath, ...ofQuery];
  return parameters.length > 0 ? { parameters } : {};
}

function bodyOf({ body, exampleBody }: AdminDocs): JsonSchema {
  if (!body) return {};
  const content = { schema: jsonSchemaOf(body, 'input'), example: exampleBody };
  return { requestBody: { required: true, content: { 'application/json': content } } };
}

const responsesOf = (recorded: RecordedAnswer | undefined): JsonSchema => ({
  ...(recorded && {
    [recorded.status]: {
      description: 'Done.',
      content: { 'application/json': { example: recorded.body } },
    },
  }),
  default: { $ref: '#/components/responses/refusal' },
});
