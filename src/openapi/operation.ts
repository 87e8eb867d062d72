import type { Route } from '../generation/protocol.ts';
import type { AnswerDocs, RouteDocs } from '../generation/route-docs.ts';
import { anyKey } from './components.ts';
import { parameterNames } from './document-path.ts';
import type { ErrorResponses } from './error-responses.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

export interface OperationInput {
  readonly id: string;
  readonly tag: string;
  readonly path: string;
  readonly docs: RouteDocs;
  /** Absent: a route beside the contracts. */
  readonly action?: Route['action'];
  readonly method: string;
  readonly errors?: ErrorResponses;
  /** Collects named schemas. */
  readonly schemas: Record<string, JsonSchema>;
}

/** Statuses that a request which only reads can end with. */
const readStatuses = [400, 401, 403, 404, 413, 429, 500];
/** And one to an address that holds its own secret, or asks for none. */
const openStatuses = [400, 404, 413, 500];

interface Kind {
  /** Makes something. */
  readonly isCreate: boolean;
  /** Answers with what the upstream sends as it comes: its head goes before the price is known. */
  readonly isRelay: boolean;
  /** Asks for no key. */
  readonly isOpen: boolean;
  /** Answers what If-None-Match names with a 304. */
  readonly isRevalidated: boolean;
}

/** One operation of the document. */
export function operation(input: OperationInput): JsonSchema {
  const { docs, action, schemas } = input;
  const isCreate = action === 'generate' || action === 'relay' || action === 'enqueue';
  const isOpen = action === undefined || action === 'open';
  const isRevalidated = action === 'answer' && input.method === 'GET';
  const kind: Kind = { isCreate, isRelay: action === 'relay', isOpen, isRevalidated };
  const parameters = [
    ...parameterNames(input.path).map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(docs.query ?? {}).map(([name, description]) => ({
      name,
      in: 'query',
      description,
      schema: { type: 'string' },
    })),
    ...(isCreate ? ['idempotency-key', 'x-plantain-strategy', 'x-plantain-strict'] : []).map((name) => ({
      $ref: `#/components/parameters/${name}`,
    })),
  ];
  return {
    operationId: input.id,
    tags: [input.tag],
    summary: docs.summary,
    ...(docs.description ? { description: docs.description } : {}),
    security: isOpen ? [] : anyKey,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...bodyOf(docs, schemas, isCreate),
    responses: { ...answersOf(docs, schemas, kind), ...errorsOf(input, kind) },
  };
}

function bodyOf(docs: RouteDocs, schemas: Record<string, JsonSchema>, isCreate: boolean) {
  if (!docs.body && !isCreate) return {};
  const schema = docs.body
    ? place(jsonSchemaOf(docs.body, 'input'), docs.bodyName, schemas)
    : { type: 'object' };
  const types = docs.bodyMediaTypes ?? ['application/json'];
  const content = Object.fromEntries(types.map((type) => [type, { schema }]));
  return { requestBody: { required: !docs.isBodyOptional, content } };
}

function answersOf(
  docs: RouteDocs,
  schemas: Record<string, JsonSchema>,
  { isCreate, isRelay, isOpen, isRevalidated }: Kind,
): JsonSchema {
  const answers: Readonly<Record<string, AnswerDocs>> = {
    ...(docs.answers ?? { 200: { description: 'Done.' } }),
    ...(isRevalidated
      ? { 304: { description: 'Not changed since the ETag named.', mediaType: 'none' } }
      : {}),
  };
  const names = [
    'x-request-id',
    ...(isCreate ? ['x-plantain-generation', 'x-plantain-channel'] : []),
    ...(isCreate && !isRelay ? ['x-plantain-cost-usd'] : []),
    ...(isCreate ? ['x-plantain-omitted', 'idempotent-replayed'] : []),
    ...(isOpen ? [] : ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests']),
  ];
  const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      { description: answer.description, headers, ...contentOf(answer, schemas) },
    ]),
  );
}

function contentOf(answer: AnswerDocs, schemas: Record<string, JsonSchema>) {
  const { mediaType = 'application/json', alsoMediaTypes = [], schema, name } = answer;
  if (mediaType === 'none') return {};
  const isJson = mediaType.endsWith('json');
  const json = schema
    ? place(jsonSchemaOf(schema, 'output'), name, schemas)
    : isJson
      ? { type: 'object' }
      : undefined;
  const others = Object.fromEntries(alsoMediaTypes.map((type) => [type, {}]));
  return { content: { [mediaType]: json ? { schema: json } : {}, ...others } };
}

function errorsOf({ errors, docs }: OperationInput, { isCreate, isOpen }: Kind): JsonSchema {
  if (!errors) return {};
  const hasBody = docs.body !== undefined || docs.bodyMediaTypes !== undefined;
  const possible = [...(isOpen ? openStatuses : readStatuses), ...(hasBody ? [415] : [])];
  const statuses = [...errors.byStatus].filter(
    ([status]) => !(docs.answers && status in docs.answers) && (isCreate || possible.includes(status)),
  );
  return Object.fromEntries(
    statuses.map(([status, name]) => [String(status), { $ref: `#/components/responses/${name}` }]),
  );
}

/** A named schema stands once, among the components. */
function place(
  schema: JsonSchema,
  name: string | undefined,
  schemas: Record<string, JsonSchema>,
): JsonSchema {
  if (!name) return schema;
  schemas[name] = schema;
  return { $ref: `#/components/schemas/${name}` };
}
