import type { Generated } from 'kysely';

/** What the admission of requests needs to know. Owner: admission. */
export interface AdmissionTables {
  accounts: AccountRow;
  api_keys: ApiKeyRow;
  idempotency_keys: IdempotencyKeyRow;
  retired_secrets: RetiredSecretRow;
}

/** */
export interface AccountRow {
  id: string;
  name: string;
  kind: string;
  /** What it pays of the list: 10,000 are all of it. */
  price_basis_points: Generated<number>;
  created_at: number;
}

/** */
export interface ApiKeyRow {
  id: string;
  account_id: string;
  mode: string;
  name: string;
  /** SHA-256 of the whole key, hex. The key itself is stored nowhere. */
  hash: string;
  /** First and last characters, to recognise a key by. */
  hint: string;
  settings: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  /** From 1, in the order they were made: what clients that want whole numbers call a key by. */
  number: number;
}

/** A secret that was replaced and is accepted until the end of its grace period. */
export interface RetiredSecretRow {
  hash: string;
  key_id: string;
  hint: string;
  valid_until: number;
}

/** */
export interface IdempotencyKeyRow {
  key_id: string;
  idempotency_key: string;
  body_hash: string;
  generation_id: string;
  created_at: number;
  /** 1: an answer may lie in the archive for it. */
  keeps_answer: number;
}
