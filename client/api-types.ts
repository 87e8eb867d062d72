// Written by scripts/client-types.mjs from /openapi.json. A test fails when the two differ.

export interface Generation {
  readonly id: string;
  readonly object: 'generation';
  readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly created_at: string | null;
  readonly finished_at: string | null;
  /** The contract it was asked in. */
  readonly contract: string;
  /** The model as the request named it. */
  readonly model: string;
  readonly requested: {
    readonly model: string;
    readonly prompt: string;
    readonly references: readonly string[];
    readonly aspect_ratio: string | null;
    readonly resolution: string | null;
    readonly output_format: string | null;
    readonly output_compression: number | null;
    readonly count: number;
    readonly strict: boolean;
  };
  readonly effective_model: string | null;
  readonly channel: string | null;
  readonly progress: {
    /** `references`: they are fetched; `upstream`: an image model is at work; `archiving`: it has answered. */
    readonly stage: 'queued' | 'references' | 'upstream' | 'archiving' | 'ended';
    /** Steps that are over, of all steps; not a share of the time. Steps are: to be begun, each reference, the answer and the archiving of each image, the end. */
    readonly percent: number;
    readonly references: {
      readonly done: number;
      readonly total: number;
    };
    /** Calls to image models that were begun, over all images. */
    readonly attempts: number;
    readonly images: {
      readonly done: number;
      readonly total: number;
    };
  };
  /** How far its reference images are; null where that was not kept. */
  readonly references: {
    readonly total: number;
    readonly ready: number;
    /** In the order asked. */
    readonly items: readonly {
      /** `stopped`: another one failed first. */
      readonly state: 'waiting' | 'fetching' | 'ready' | 'failed' | 'stopped';
      /** Of its URL; null for an image that came in the request. */
      readonly host: string | null;
      /** `network`: fetched for this generation; `shared`: by a fetch another one of the account had begun; `cache`: kept from an earlier one; `archive`: an image of ours; `inline`: it came in the request. */
      readonly from: 'network' | 'shared' | 'cache' | 'archive' | 'inline' | null;
      readonly media_type: string | null;
      readonly width: number | null;
      readonly height: number | null;
      readonly size_bytes: number | null;
      readonly duration_ms: number | null;
    }[];
  } | null;
  readonly images: readonly {
    readonly url: string;
    readonly media_type: string;
    readonly converted_from: string | null;
    readonly width: number;
    readonly height: number;
    readonly tier: string;
    readonly size_bytes: number;
    readonly expires_at: string | null;
    /** When it was deleted on request, before its time; null: it was not. */
    readonly deleted_at: string | null;
  }[];
  readonly text: string;
  readonly usage: {
    readonly prompt_tokens: number;
    readonly prompt_image_tokens: number;
    readonly text_tokens: number;
    readonly thought_tokens: number;
    readonly image_tokens: number;
    readonly total_tokens: number;
  } | null;
  readonly omitted: readonly {
    readonly parameter: string;
    readonly reason: string;
  }[];
  readonly routing: readonly {
    readonly channel: string;
    readonly model: string | null;
    /** From 1: when it would be tried; null: never. */
    readonly place: number | null;
    /** Why not. */
    readonly reason: string | null;
  }[];
  readonly attempts: readonly {
    readonly image: number;
    readonly number: number;
    readonly channel: string;
    readonly model: string;
    readonly started_at: string | null;
    readonly duration_ms: number;
    readonly result: string;
    readonly upstream_status: number | null;
  }[];
  readonly cost: {
    readonly currency: 'USD';
    /** Dollars, exact, up to six decimals. */
    readonly held_usd: string;
    /** Dollars, exact, up to six decimals. */
    readonly charged_usd: string;
    readonly price: {
      readonly version: number;
      readonly strategy: string;
      readonly unit: 'image' | 'token';
      readonly tier?: string | null;
    } | null;
  };
  readonly error: {
    readonly code: string;
    readonly message: string;
  } | null;
}

export interface GenerationCreate {
  readonly model: string;
  readonly references?: readonly string[] | null;
  readonly aspect_ratio?:
    | '1:1'
    | '1:4'
    | '1:8'
    | '2:3'
    | '3:2'
    | '3:4'
    | '4:1'
    | '4:3'
    | '4:5'
    | '5:4'
    | '8:1'
    | '9:16'
    | '16:9'
    | '21:9'
    | 'auto'
    | null;
  readonly resolution?: string | null;
  readonly output_format?: 'png' | 'jpeg' | 'jpg' | 'webp' | null;
  readonly output_compression?: number | null;
  readonly count?: number | null;
  readonly search?: boolean | null;
  readonly strategy?: 'auto' | 'value' | 'official' | null;
  readonly strict?: boolean | null;
  readonly prompt: string;
  readonly callback_url?: string | null;
  readonly wait?: number | null;
}

export interface GenerationList {
  readonly object: 'list';
  readonly data: readonly Generation[];
  readonly next: string | null;
}

export interface ModelList {
  readonly object: 'list';
  /** For OpenAI clients. */
  readonly data: readonly {
    readonly id: string;
    readonly object: 'model';
    readonly created: number;
    readonly owned_by: string;
    readonly supported_endpoint_types: readonly string[];
    /** Null while no check speaks for a route. */
    readonly recommended_route: {
      /** The call that the newest checks speak for. */
      readonly endpoint: string;
      readonly contract: string;
      readonly checked_at: string;
      /** Checked against the sandbox only. */
      readonly sandbox: boolean;
      /** Calls whose newest checks fail, with what they said. */
      readonly not_recommended: readonly {
        readonly endpoint: string;
        readonly contract: string;
        readonly messages: readonly string[];
      }[];
    } | null;
    /** What is accepted and not proven by a check of at most seven days ago. */
    readonly unverified: readonly {
      readonly feature: string;
      /** As they are sent; counts of references as ranges. */
      readonly values: readonly string[];
      readonly contracts: readonly string[];
      /** Beta, Failing or Verified (sandbox). */
      readonly status: string;
    }[];
    readonly [member: string]: unknown;
  }[];
  /** For Google's. */
  readonly models: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly supportedGenerationMethods: readonly string[];
    readonly [member: string]: unknown;
  }[];
  readonly nextPageToken?: string;
  readonly [member: string]: unknown;
}

export interface Quote {
  readonly object: 'quote';
  readonly model: string;
  readonly count: number;
  readonly currency: 'USD';
  /** Dollars, exact, up to six decimals. */
  readonly per_image_usd: string;
  /** Dollars, exact, up to six decimals. */
  readonly total_usd: string;
  readonly price: {
    readonly version: number;
    readonly strategy: string;
    readonly unit: 'image' | 'token';
    readonly tier?: string | null;
  };
}

export interface QuoteCreate {
  readonly model: string;
  readonly references?: readonly string[] | null;
  readonly aspect_ratio?:
    | '1:1'
    | '1:4'
    | '1:8'
    | '2:3'
    | '3:2'
    | '3:4'
    | '4:1'
    | '4:3'
    | '4:5'
    | '5:4'
    | '8:1'
    | '9:16'
    | '16:9'
    | '21:9'
    | 'auto'
    | null;
  readonly resolution?: string | null;
  readonly output_format?: 'png' | 'jpeg' | 'jpg' | 'webp' | null;
  readonly output_compression?: number | null;
  readonly count?: number | null;
  readonly search?: boolean | null;
  readonly strategy?: 'auto' | 'value' | 'official' | null;
  readonly strict?: boolean | null;
  readonly prompt?: string | null;
}

export interface Upload {
  readonly id: string;
  readonly url: string;
  readonly mime_type: string;
  readonly size: number;
  readonly expires_at: string;
  readonly filename?: string;
  readonly status?: 'awaited' | 'kept';
}

export interface Usage {
  readonly object: 'usage';
  /** What was counted: whole hours of UTC. */
  readonly from: string;
  /** Not included. */
  readonly to: string;
  readonly group_by: readonly string[];
  readonly currency: 'USD';
  readonly data: readonly {
    /** This and the next four where they are in `group_by`. */
    readonly key?: string;
    /** `Console` for what was asked for there. */
    readonly key_name?: string;
    readonly model?: string;
    /** Empty: no channel was tried. */
    readonly channel?: string;
    /** Like 2026-11-01, of UTC. */
    readonly day?: string;
    /** succeeded, failed and cancelled. */
    readonly requests: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly images: number;
    readonly prompt_tokens: number;
    readonly output_tokens: number;
    /** Refunds are not taken off; the account’s balance has them. */
    readonly charged_usd: string;
  }[];
}
