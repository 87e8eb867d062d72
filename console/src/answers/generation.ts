// Models, generations and what is told of them.
import type { Generation as Receipt } from '../../../client/api-types.ts';

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

export type State = Receipt['status'];

export interface Picture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly media_type?: string;
  readonly size_bytes?: number;
  readonly thumbnail?: string;
  readonly tier?: string;
  readonly expires_at?: string | null;
}

/** A public wire contract, by the name generations carry. */
export interface Contract {
  readonly name: string;
  readonly title: string;
}

export interface ListedGeneration {
  readonly id: string;
  readonly account_id: string;
  readonly key_id: string;
  readonly mode: 'live' | 'test';
  readonly status: State;
  readonly contract: string;
  readonly model: string;
  readonly prompt: string;
  readonly count: number;
  readonly channel: string | null;
  readonly created_at: string;
  readonly duration_ms: number | null;
  readonly charged_usd: string;
  readonly strategy: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly images: readonly Picture[];
}

/** As `/v1/generations` tells it, and what only the console is told. */
export interface Generation extends Receipt {
  readonly account_id?: string;
  readonly key_id?: string;
  readonly attempts_internal?: readonly { image: number; number: number; internal: string | null }[];
  readonly raw_request?: string;
  readonly raw_response?: { readonly status: number; readonly body: string } | null;
  readonly callbacks?: readonly Callback[];
}

export type Attempt = Receipt['attempts'][number];

export interface Activity {
  readonly queued: number;
  readonly running: number;
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  /** Latencies are of a sample; sums are of everything. */
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

export interface Callback {
  readonly id: string;
  readonly generation_id: string;
  readonly url: string;
  readonly status: 'pending' | 'delivered' | 'exhausted' | 'stopped';
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
