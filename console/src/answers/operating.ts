// Channels, prices and checks.

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

export interface Capabilities {
  readonly max_references?: number;
  readonly max_reference_bytes?: number;
  readonly max_request_bytes?: number;
  readonly max_prompt_length?: number;
  readonly resolutions?: readonly string[];
  readonly aspect_ratios?: readonly string[];
  readonly native?: boolean;
  readonly several_references?: boolean;
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
  readonly probe: boolean;
  readonly tags: readonly string[];
  /** Where it differs from what its provider says. */
  readonly capabilities: Capabilities;
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
  readonly kind: string;
  readonly reason: string;
  readonly status: 'running' | 'done' | 'capped' | 'broken' | 'cancelled';
  readonly requests: { readonly planned: number; readonly done: number };
  readonly rows: { readonly passed: number; readonly failed: number };
  readonly quote_usd: string;
  readonly cap_usd: string | null;
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
