import { Failure, type FailureCode, failures } from '../generation/failure.ts';
import type { Protocol } from '../generation/protocol.ts';
import { type JsonSchema, schemaOfExamples } from './json-schema.ts';

const requestId = '20261121093000123456789AbCdEfGhIjKlMnOpQrStUv';

interface Written {
  readonly code: FailureCode;
  readonly status: number;
  readonly mediaType: string;
  readonly body: unknown;
}

export interface ErrorResponses {
  /** Components by name. */
  readonly responses: Readonly<Record<string, JsonSchema>>;
  readonly schema: JsonSchema;
  /** Component name by status. */
  readonly byStatus: ReadonlyMap<number, string>;
}

/**
 * Every error answer of a protocol at a path, written by the protocol itself: one response per status, with an
 * example per failure code. So the document cannot say another shape than the server does.
 */
export function errorResponses(protocol: Protocol, path: string, name: string): ErrorResponses {
  const written = (Object.keys(failures) as FailureCode[]).map((code) => write(protocol, path, code));
  const schema = anyOf(
    written.map(({ body }) => body),
    (Object.keys(failures) as FailureCode[]).map((code) => write(protocol, path, code, googleKey).body),
  );
  const byStatus = new Map<number, string>();
  const responses: Record<string, JsonSchema> = {};
  for (const status of [...new Set(written.map((one) => one.status))].sort()) {
    const those = written.filter((one) => one.status === status);
    const component = `${name}-${status}`;
    byStatus.set(status, component);
    const mediaType = (those[0] as Written).mediaType;
    const isWaited = status === 429 || status === 503 || status === 409;
    responses[component] = {
      description: those.map(({ code }) => `${code}: ${failures[code].publicMessage}`).join('\n\n'),
      headers: {
        'x-request-id': { $ref: '#/components/headers/x-request-id' },
        ...(isWaited ? { 'retry-after': { $ref: '#/components/headers/retry-after' } } : {}),
      },
      content: {
        [mediaType]: {
          schema: { $ref: `#/components/schemas/${name}` },
          examples: Object.fromEntries(those.map(({ code, body }) => [code, { value: body }])),
        },
      },
    };
  }
  return { responses, schema, byStatus };
}

/** Where two kinds of clients share an address, Google's are told errors in Google's shape. */
const googleKey = { 'x-goog-api-key': 'a key' };

function anyOf(...kinds: readonly (readonly unknown[])[]): JsonSchema {
  const schemas = kinds.map(schemaOfExamples);
  const different = schemas.filter((schema, index) => indexOfSame(schemas, schema) === index);
  return different.length === 1 ? (different[0] as JsonSchema) : { anyOf: different };
}

const indexOfSame = (schemas: readonly JsonSchema[], schema: JsonSchema) =>
  schemas.findIndex((other) => JSON.stringify(other) === JSON.stringify(schema));

function write(
  protocol: Protocol,
  path: string,
  code: FailureCode,
  more: Readonly<Record<string, string>> = {},
): Written {
  const failure = new Failure(code, code === 'invalid_request' ? { param: 'prompt' } : {});
  const headers = code === 'unauthenticated' ? { authorization: 'Bearer wrong', ...more } : more;
  const answer = protocol.writeFailure(failure, { requestId, path, headers, query: {} });
  const mediaType = (answer.headers['content-type'] ?? 'application/json').split(';', 1)[0] as string;
  return { code, status: answer.status, mediaType, body: JSON.parse(answer.body.join('')) as unknown };
}
