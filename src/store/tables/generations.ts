import type { Generated } from 'kysely';

/** Generations and what they made. Owner: records. */
export interface GenerationTables {
  generations: GenerationRow;
  outputs: OutputRow;
  attempts: AttemptRow;
  submissions: SubmissionRow;
  kept_outputs: KeptOutputRow;
}

/** */
export interface GenerationRow {
  id: string;
  account_id: string;
  key_id: string;
  mode: string;
  protocol: string;
  model: string;
  kind: string;
  /** queued, running, succeeded, failed, cancelled. */
  state: string;
  request: string;
  count: number;
  created_at: number;
  finished_at: number | null;
  /** Process that works on it, and until when it may be believed to be alive. */
  owner: string | null;
  lease_until: number | null;
  /** Grows with every change of owner; an update with an older fence changes nothing. */
  fence: Generated<number>;
  held_micros: Generated<number>;
  charged_micros: Generated<number>;
  /** When its hold was counted against the key's budgets, in the periods of that moment; null when it never was. */
  budgeted_at: number | null;
  /** Text, usage, omissions, channel, effective model. */
  result: string | null;
  failure_code: string | null;
  failure_message: string | null;
  failure_internal: string | null;
  /** Part of what the client was told, and of what it is told again. */
  failure_retry_after_ms: number | null;
  failure_param: string | null;
  strategy: string | null;
  /** The price list pinned at accept. */
  price: string | null;
  /** What the protocol needs to write the answer again. */
  choice: string | null;
  /** What the channels cost us. */
  cost_micros: number | null;
  /** A task that went upstream can no longer be cancelled. */
  dispatched_at: number | null;
  /** How often a task was begun. */
  runs: number | null;
  callback_url: string | null;
  /** Set at the end: channel of the first image (of the last attempt when there is none), images, tokens. */
  channel: string | null;
  images: number | null;
  /** What routing decided, as JSON. */
  route: string | null;
  /** What became of its references, as JSON; null before they were looked at. */
  reference_notes: string | null;
  /** How far it is while it runs, as JSON. */
  steps: string | null;
  prompt_tokens: number | null;
  output_tokens: number | null;
}

/** One stored image. */
export interface OutputRow {
  generation_id: string;
  /** From 1; the suffix of the artifact's name. */
  number: number;
  /** Which upstream call made it, from 1. */
  slot: number;
  artifact_key: string;
  media_type: string;
  converted_from: string | null;
  size_bytes: number;
  width: number;
  height: number;
  created_at: number;
  expires_at: number;
  /** When its file was. */
  deleted_at: number | null;
  /** When somebody had it deleted before its time; then that is its `expires_at`, too. */
  withdrawn_at: number | null;
}

/** */
export interface AttemptRow {
  generation_id: string;
  slot: number;
  number: number;
  channel: string;
  upstream_model: string;
  started_at: number;
  ended_at: number;
  result: string;
  upstream_status: number | null;
  internal: string | null;
  /** What the channel charges us for it; null before that was kept. */
  cost_micros: number | null;
}

/** What was sent to a channel that bills on submit, until it refuses it: the last of each output. */
export interface SubmissionRow {
  generation_id: string;
  slot: number;
  channel: string;
  upstream_model: string;
  /** Id of the channel's credential it was sent with. */
  credential: string;
  /** The upstream's id of the task it began; null until its answer was read. */
  task_id: string | null;
  submitted_at: number;
}

/** What one output of a task brought, until its generation is deleted. */
export interface KeptOutputRow {
  generation_id: string;
  slot: number;
  /** Artifacts, text, usage, omissions, attempts and all else that ends it, as JSON. */
  produced: string;
  noted_at: number;
}
