import type { z } from 'zod';

/** One answer of a route. */
export interface AnswerDocs {
  readonly description: string;
  /** Absent: JSON whose shape is another vendor's. */
  readonly schema?: z.ZodType;
  /** Name of the schema among the document's components. */
  readonly name?: string;
  /** Default: application/json. */
  readonly mediaType?: string;
  /** What else it may come as, when asked for so. */
  readonly alsoMediaTypes?: readonly string[];
}

/** What is told of an operation of the admin API. Its refusals have one shape; its answers are recorded from a run. */
export interface AdminDocs {
  /** In English, as are the descriptions of the schemas; the public pages hold them in the other languages. */
  readonly summary: string;
  /** Query parameters, by the schemas that read them. */
  readonly query?: z.ZodObject;
  /** The very schema the body is read with. */
  readonly body?: z.ZodType;
  /** What works as it stands; a test sends it. */
  readonly exampleBody?: object;
  /** Begins with `?`. */
  readonly exampleQuery?: string;
}

/** What `/openapi.json` says of a route; its place, key, errors and headers are known from the route itself. */
export interface RouteDocs {
  readonly summary: string;
  readonly description?: string;
  /** Documented path where the mounted one is a pattern, in OpenAPI syntax. */
  readonly path?: string;
  /** The very schema the route reads its body with. */
  readonly body?: z.ZodType;
  readonly bodyName?: string;
  /** Every field has a default, and a request without a body is read as one with none of them. */
  readonly isBodyOptional?: boolean;
  /** Default: application/json. */
  readonly bodyMediaTypes?: readonly string[];
  /** Query parameters and what each one does. */
  readonly query?: Readonly<Record<string, string>>;
  /** By status. Default: one 200 with JSON. */
  readonly answers?: Readonly<Record<number, AnswerDocs>>;
}
