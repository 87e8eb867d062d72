import type { Micros } from './price.ts';

/** A key as whoever manages the account's keys sees it. Times are Unix milliseconds. */
export interface ManagedKey {
  /** A whole number that stays: what clients that count their keys know it by. */
  readonly number: number;
  readonly name: string;
  /** First and last characters. */
  readonly hint: string;
  readonly disabled: boolean;
  readonly createdAtMs: number;
  /** The last hour in which a generation of it ended. */
  readonly usedAtMs: number | undefined;
  readonly expiresAtMs: number | null;
  /** Public names; absent: all. */
  readonly models?: readonly string[];
  readonly ipAllow?: readonly string[];
  readonly chargedMicros: Micros;
  /** What is left of its total budget; absent without one. */
  readonly leftMicros?: Micros;
}

/** What is absent stays as it is, or as a new key has it; null takes a restriction away. */
export interface ManagedKeyOrder {
  readonly name?: string;
  readonly disabled?: boolean;
  readonly expiresAtMs?: number | null;
  readonly models?: readonly string[] | null;
  readonly ipAllow?: readonly string[] | null;
  /** What it may spend from now on. */
  readonly leftMicros?: Micros | null;
}

export interface ManagedKeyQuery {
  /** A part of the name, in any case. */
  readonly name?: string;
  /** A whole key, or a part of its hint. */
  readonly key?: string;
  readonly offset: number;
  readonly limit: number;
}

/** Where a request comes from, for the log of actions. */
export interface RequestOrigin {
  readonly address: string;
  readonly requestId: string;
}

/**
 * The other keys of the caller's account and mode, but those with rights of operators. Every call throws
 * `permission_denied` for a key that may not manage keys, and for what would make a key more than the caller may give.
 */
export interface CallerKeys {
  /** Newest first. */
  list(query: ManagedKeyQuery): Promise<{ readonly keys: readonly ManagedKey[]; readonly total: number }>;
  /** Throws `not_found`. */
  show(number: number): Promise<ManagedKey>;
  /** `key` is the key in clear: shown once, stored nowhere. */
  create(
    order: ManagedKeyOrder & { readonly name: string },
  ): Promise<{ readonly key: string; readonly made: ManagedKey }>;
  /** Throws `not_found`. */
  update(number: number, change: ManagedKeyOrder): Promise<ManagedKey>;
  /** For good. Throws `not_found`. */
  remove(number: number): Promise<void>;
}
