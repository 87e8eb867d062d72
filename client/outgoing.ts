export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * For creates. Default: a random one, kept over retries, so a repeated request is never charged twice; after a
   * failure that the gateway has on record, which costs nothing, another one. One that is given is never replaced.
   */
  readonly idempotencyKey?: string;
}

export interface Outgoing extends RequestOptions {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are, instead of a body. */
  readonly bytes?: Uint8Array;
  readonly accept?: string;
  readonly isCreate?: boolean;
  /** The one it asks for; errors name it. */
  readonly generationId?: string;
}
