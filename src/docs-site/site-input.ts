import type { ListedPrice } from '../generation/books.ts';
import type { Model } from '../generation/model.ts';
import type { Protocol } from '../generation/protocol.ts';
import type { Provider } from '../generation/provider.ts';
import type { CapabilityRow } from '../verification/capability-table.ts';
import type { Run } from '../verification/read-runs.ts';

/** What all pages are made from. */
export interface SiteInput extends SiteFacts {
  readonly models: readonly Model[];
  readonly table: readonly CapabilityRow[];
  /** The last runs of checks, newest first. */
  readonly runs: readonly Run[];
  /** Prices in force. */
  readonly prices: readonly ListedPrice[];
  /** Where the examples point. */
  readonly origin: string;
  readonly nowMs: number;
}

/** What does not change while the process runs. */
export interface SiteFacts {
  readonly protocols: readonly Protocol[];
  readonly providers: readonly Provider[];
  /** `/openapi.json` as it is served. */
  readonly document: () => OpenapiDocument;
  /** `/admin/v1/openapi.json` as it is served. */
  readonly adminDocument: () => OpenapiDocument;
  readonly limits: SiteLimits;
  /** What is waited before each attempt of a callback, in milliseconds. */
  readonly callbackDelaysMs: readonly number[];
  /** Environment variables with their defaults; undefined: none. */
  readonly settings: readonly { readonly name: string; readonly default: string | undefined }[];
  /** CHANGELOG.md. */
  readonly changelog: string;
  /** docs/speed.md. */
  readonly speed: string;
  /** The files of docs/recipes by name, without their extension. */
  readonly recipes: ReadonlyMap<string, string>;
}

/** Limits of this gateway; a key may have its own. */
export interface SiteLimits {
  readonly requestsPerMinute: number;
  readonly readsPerMinute: number;
  readonly maxRunning: number;
  /** Of one key, synchronous ones and tasks each. */
  readonly runningOfKey: number;
  readonly watchesOfKey: number;
}

export interface OpenapiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenapiOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, OpenapiSchema>>;
    readonly parameters?: Readonly<Record<string, OpenapiParameter>>;
    readonly responses?: OpenapiOperation['responses'];
  };
  readonly tags: readonly { readonly name: string }[];
}

export interface OpenapiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly parameters?: readonly OpenapiParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, OpenapiContent>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly $ref?: string;
        readonly description?: string;
        readonly content?: Readonly<Record<string, OpenapiContent>>;
      }
    >
  >;
}

/** Of one media type. */
export interface OpenapiContent {
  readonly schema?: OpenapiSchema;
  readonly example?: unknown;
}

/** A parameter, or where in the document it stands. */
export interface OpenapiParameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: OpenapiSchema;
  readonly example?: unknown;
}

/** As much of a JSON Schema as a table of fields shows. */
export interface OpenapiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, OpenapiSchema>>;
  readonly required?: readonly string[];
  readonly items?: OpenapiSchema;
  readonly anyOf?: readonly OpenapiSchema[];
  readonly oneOf?: readonly OpenapiSchema[];
}

export const contractPath = (model: string, contract: string): string => `/docs/${model}/${contract}`;
