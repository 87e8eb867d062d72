// What `/console/api` answers, as far as the pages read it.

export interface List<Item> {
  readonly data: readonly Item[];
  readonly next?: string | null;
}

export type Role = 'owner' | 'operator' | 'viewer' | 'customer';

export interface Session {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly account_id: string | null;
  readonly has_password: boolean;
}

export interface Model {
  readonly name: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly upstream_ids: readonly string[];
  readonly max_references: number;
  readonly max_prompt_length: number;
  readonly resolutions: readonly string[];
  readonly aspect_ratios: readonly string[];
}

export type State = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface Picture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly media_type?: string;
  readonly size_bytes?: number;
  readonly thumbnail?: string;
  readonly tier?: string;
  readonly expires_at?: string;
}

export interface ListedGeneration {
  readonly id: string;
  readonly account_id: string;
  readonly key_id: string;
  readonly mode: string;
  readonly status: State;
  readonly contract: string;
  readonly model: string;
  readonly prompt: string;
  readonly count: number;
  readonly channel: string | null;
  readonly created_at: string;
  readonly duration_ms: number | null;
  readonly charged_usd: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly images: readonly Picture[];
}

export interface Generation {
  readonly id: string;
  readonly status: State;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly contract: string;
  readonly model: string;
  readonly account_id?: string;
  readonly key_id?: string;
  readonly requested: Readonly<Record<string, unknown>> & { readonly prompt: string };
  readonly effective_model: string | null;
  readonly channel: string | null;
  readonly images: readonly Picture[];
  readonly text: string;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly omitted: readonly unknown[];
  readonly attempts: readonly Attempt[];
  readonly attempts_internal?: readonly { image: number; number: number; internal: string | null }[];
  readonly routing: readonly {
    channel: string;
    model: string | null;
    place: number | null;
    reason: string | null;
  }[];
  readonly cost: {
    readonly held_usd: string;
    readonly charged_usd: string;
    readonly price: {
      readonly version: number;
      readonly strategy: string;
      readonly tier: string | null;
    } | null;
  };
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Attempt {
  readonly image: number;
  readonly number: number;
  readonly channel: string;
  readonly model: string;
  readonly started_at: string;
  readonly duration_ms: number;
  readonly result: string;
  readonly upstream_status: number | null;
}

export interface Activity {
  readonly queued: number;
  readonly running: number;
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly cut: boolean;
  readonly bucket_ms: number;
  readonly buckets: readonly ActivityBucket[];
}

export interface ActivityBucket {
  readonly at: string;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly images: number;
  readonly charged_usd: string;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
}

export interface UsageRow {
  readonly day?: string;
  readonly model?: string;
  readonly key_id?: string;
  readonly key_name?: string;
  readonly requests: number;
  readonly succeeded: number;
  readonly images: number;
  readonly charged_usd: string;
}

export interface Key {
  readonly id: string;
  readonly account_id: string;
  readonly mode: 'live' | 'test';
  readonly name: string;
  readonly hint: string;
  readonly models: readonly string[] | null;
  readonly strategy: string | null;
  readonly response_format: string | null;
  readonly requests_per_minute: number | null;
  readonly concurrency: number | null;
  readonly budget: {
    day_micros: number | null;
    month_micros: number | null;
    total_micros: number | null;
  } | null;
  readonly ip_allow: readonly string[] | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** Only in the answer that makes or rotates it. */
  readonly key?: string;
}

export interface Balance {
  readonly unlimited: boolean;
  readonly available_micros: number;
  readonly held_micros: number;
  readonly funded_micros: number;
  readonly spent_micros: number;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly kind: 'unlimited' | 'prepaid';
  readonly created_at: string;
  readonly balances?: { readonly live: Balance; readonly test: Balance };
}

export interface StatementLine {
  readonly transfer_id: string;
  readonly created_at: string;
  readonly kind: string;
  readonly generation_id: string | null;
  readonly change_micros: number;
  readonly available_micros: number;
  readonly reason: string | null;
}

export interface Health {
  readonly upstream_model: string;
  readonly circuit: string;
  readonly cause: string | null;
  readonly open_until: string | null;
  readonly calls: number;
  readonly delivered: number;
  readonly error_rate: number;
  readonly latency_ms: number | null;
  readonly last_failure: { code: string; at: string | null } | null;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly base_url: string | null;
  readonly source: string;
  readonly usable: boolean;
  readonly mode: 'live' | 'test';
  readonly tier: string;
  readonly priority: number;
  readonly weight: number;
  readonly enabled: boolean;
  readonly draining: boolean;
  readonly models: Readonly<Record<string, readonly string[]>> | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: { readonly requests_per_minute: number | null; readonly concurrency: number | null };
  readonly cost: Readonly<
    Record<
      string,
      { readonly tiers_micros: Readonly<Record<string, number>>; readonly failed_micros: number }
    >
  >;
  readonly load: { readonly running: number; readonly last_minute: number };
  readonly credentials: readonly { id: string; fingerprint: string | null; resting_until: string | null }[];
  readonly health: readonly Health[];
}

export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

export interface Provider {
  readonly name: string;
  readonly title: string;
  readonly default_base_url: string | null;
  readonly credential: JsonSchema;
  readonly settings: JsonSchema;
}

export interface Price {
  readonly model: string;
  readonly strategy: string;
  readonly version: number;
  readonly price:
    | { readonly unit: 'image'; readonly tiers: Readonly<Record<string, number>> }
    | ({ readonly unit: 'token' } & Readonly<Record<string, number | string>>);
  readonly actor: string;
  readonly created_at: string | null;
}

export interface Callback {
  readonly id: string;
  readonly generation_id: string;
  readonly account_id: string;
  readonly url: string;
  readonly status: string;
  readonly attempts: number;
  readonly next_at: string | null;
  readonly created_at: string;
  readonly log?: readonly {
    number: number;
    started_at: string;
    duration_ms: number;
    http_status: number | null;
    error: string | null;
  }[];
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly account_id: string | null;
  readonly has_password: boolean;
  readonly created_at: string;
  readonly disabled_at: string | null;
  readonly link?: string;
}

export interface Action {
  readonly number: number;
  readonly created_at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One row of the capability table. */
export interface Capability {
  readonly case: string;
  readonly model: string;
  readonly contract: string;
  readonly surface: string;
  readonly feature: string;
  readonly label: string;
  readonly status: string;
  readonly checked_at: string | null;
  readonly message: string | null;
}

export interface VerificationRun {
  readonly id: string;
  readonly channel: string;
  readonly reason: string;
  readonly status: string;
  readonly requests: { readonly planned: number; readonly done: number };
  readonly rows: { readonly passed: number; readonly failed: number };
  readonly quote_usd: string;
  readonly spent_usd: string;
  readonly started_at: string;
}

export interface Evidence {
  readonly run: string;
  readonly channel: string;
  readonly passed: boolean;
  readonly message: string | null;
  readonly artifact_url: string | null;
  readonly image: { readonly width: number; readonly height: number; readonly media_type: string } | null;
  readonly duration_ms: number;
  readonly checked_at: string;
}
