import type { Generated } from 'kysely';

/**
 * Every table, as both engines hold it: text, integers (times are Unix milliseconds, money is
 * micro-USD) and JSON as text. One folder owns each table and only that folder names it.
 */
export interface Database {
  accounts: AccountRow;
  api_keys: ApiKeyRow;
  generations: GenerationRow;
  outputs: OutputRow;
  attempts: AttemptRow;
  submissions: SubmissionRow;
  balances: BalanceRow;
  transfers: TransferRow;
  key_activity: KeyActivityRow;
  key_spending: KeySpendingRow;
  prices: PriceRow;
  idempotency_keys: IdempotencyKeyRow;
  callback_events: CallbackEventRow;
  callback_attempts: CallbackAttemptRow;
  callback_secrets: CallbackSecretRow;
  retired_secrets: RetiredSecretRow;
  usage_hours: UsageHourRow;
  actions: ActionRow;
  channels: ChannelRow;
  channel_credentials: ChannelCredentialRow;
  channel_changes: { id: number; version: number; circuits: Generated<number> };
  channel_circuits: ChannelCircuitRow;
  verification_runs: VerificationRunRow;
  verification_evidence: VerificationEvidenceRow;
  verification_schedule: VerificationScheduleRow;
  uploads: UploadRow;
  batches: BatchRow;
  users: UserRow;
  sessions: SessionRow;
  sign_in_links: SignInLinkRow;
}

/** Owner: channels. What the process that looked last found, for the others. */
interface ChannelCircuitRow {
  channel_id: string;
  upstream_model: string;
  version: number;
  node: string;
  cause: string | null;
  open_until: number;
}

/** Owner: admission. */
export interface AccountRow {
  id: string;
  name: string;
  kind: string;
  created_at: number;
}

/** Owner: admission. */
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

/** Owner: records. */
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

/** Owner: records. One stored image. */
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
  deleted_at: number | null;
}

/** Owner: records. */
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

/** Owner: records. What was sent to a channel that bills on submit, until it refuses it: the last of each output. */
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

/** Owner: ledger. What an account may still spend; equal to the sum of its transfers. */
export interface BalanceRow {
  account_id: string;
  mode: string;
  available_micros: number;
}

/** Owner: ledger. One movement of money from `debit` to `credit`; never changed. */
export interface TransferRow {
  /** `{generation}:hold` and the like, so that each can happen only once. */
  id: string;
  kind: string;
  account_id: string;
  mode: string;
  generation_id: string | null;
  debit: string;
  credit: string;
  amount_micros: number;
  actor: string | null;
  note: string | null;
  created_at: number;
}

/** Owner: ledger. What runs of a key at this moment. */
export interface KeyActivityRow {
  key_id: string;
  sync_running: number;
  tasks_running: number;
}

/** Owner: ledger. Held and charged of a key that has a budget, by period. */
export interface KeySpendingRow {
  key_id: string;
  period: string;
  spent_micros: number;
}

/** Owner: ledger. The newest version of a model and strategy counts. */
export interface PriceRow {
  version: number;
  model: string;
  strategy: string;
  price: string;
  actor: string;
  created_at: number;
}

/** Owner: admission. */
export interface IdempotencyKeyRow {
  key_id: string;
  idempotency_key: string;
  body_hash: string;
  generation_id: string;
  created_at: number;
}

/** Owner: admission. A secret that was replaced and is accepted until the end of its grace period. */
export interface RetiredSecretRow {
  hash: string;
  key_id: string;
  hint: string;
  valid_until: number;
}

/** Owner: records. What ended in one hour, so that statistics never read generations. */
export interface UsageHourRow {
  account_id: string;
  mode: string;
  /** Hours since 1970, UTC. */
  hour: number;
  key_id: string;
  model: string;
  /** Empty when no channel was tried. */
  channel: string;
  requests: number;
  succeeded: number;
  images: number;
  charged_micros: number;
  cost_micros: number;
  prompt_tokens: number;
  output_tokens: number;
}

/** Owner: channels. A channel operators made while the gateway runs. */
export interface ChannelRow {
  id: string;
  /** All of it but its secrets, as JSON. */
  entry: string;
  version: number;
  created_at: number;
  updated_at: number;
}

/** Owner: channels. */
export interface ChannelCredentialRow {
  id: string;
  channel_id: string;
  position: number;
  /** Sealed with the master key. */
  sealed: string;
  fingerprint: string;
}

/** Owner: records. What an operator did; never changed, chained by hashes. */
export interface ActionRow {
  number: number;
  created_at: number;
  actor: string;
  /** Network address it came from; null on the command line. */
  address: string | null;
  request_id: string | null;
  /** `key.create` and the like. */
  action: string;
  /** Id of what it was done to. */
  subject: string;
  before: string | null;
  after: string | null;
  /** SHA-256 over this row's fields and the hash of the row before it. */
  hash: string;
}

/** Owner: tasks/callbacks; records begins it. The news that a task ended, on its way to a client. */
export interface CallbackEventRow {
  /** The same in every attempt: `webhook-id`. */
  id: string;
  generation_id: string;
  account_id: string;
  mode: string;
  url: string;
  /** Host and port of the URL: what one receiver gets at once is bounded by it. */
  host: string;
  /** pending, delivered, exhausted, stopped. */
  state: string;
  /** Since it was first or last asked for. */
  attempts: number;
  /** When to try next; while somebody is at it, when that one counts as dead; null once it is over. */
  next_at: number | null;
  /** Process that is sending it now. */
  owner: string | null;
  created_at: number;
  finished_at: number | null;
  /** The body to send, as JSON; null when it is the status of the generation. */
  payload: string | null;
}

/** Owner: tasks/callbacks. */
export interface CallbackAttemptRow {
  event_id: string;
  number: number;
  started_at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
}

/** Owner: tasks/callbacks. Signing secrets of an account; two are valid while one replaces the other. */
export interface CallbackSecretRow {
  id: string;
  account_id: string;
  secret: string;
  created_at: number;
  expires_at: number | null;
}

/** Owner: verification. One check of a channel. */
export interface VerificationRunRow {
  id: string;
  channel: string;
  /** `sandbox`, `official` or `value`. */
  kind: string;
  /** demand, schedule, channel-changed. */
  reason: string;
  /** running, done, capped, cancelled, broken. */
  state: string;
  /** Process that makes its requests, and until when it is believed to live; null once it is over. */
  owner: string | null;
  lease_until: number | null;
  /** Models, contracts and features it is limited to, as JSON; null for runs before there was the column. */
  scope: string | null;
  /** Requests. */
  planned: number;
  done: number;
  /** Rows of the capability table. */
  passed: number;
  failed: number;
  quote_micros: number;
  cap_micros: number | null;
  spent_micros: number;
  started_at: number;
  finished_at: number | null;
}

/** Owner: verification. When a channel is checked next without being asked; one row per channel. */
export interface VerificationScheduleRow {
  channel: string;
  mark: string;
  due_at: number;
  claimed_at: number;
}

/** Owner: verification. What one run found out about one row of the capability table; kept for ever. */
export interface VerificationEvidenceRow {
  run_id: string;
  case_id: string;
  channel: string;
  kind: string;
  passed: number;
  newest: number;
  /** What was wrong. */
  message: string | null;
  /** Of the gateway. */
  version: string;
  effective_model: string | null;
  request_id: string | null;
  artifact_url: string | null;
  width: number | null;
  height: number | null;
  media_type: string | null;
  size_bytes: number | null;
  charged_micros: number | null;
  duration_ms: number;
  checked_at: number;
}

/** Owner: uploads. An image a client left to use as a reference. */
export interface UploadRow {
  id: string;
  account_id: string;
  mode: string;
  key_id: string;
  /** awaited, kept, removed. */
  state: string;
  filename: string | null;
  media_type: string;
  /** As promised, while it is awaited. */
  size_bytes: number;
  /** 0 while it is awaited. */
  width: number;
  height: number;
  /** SHA-256 of the token that may fill a reserved place, hex. */
  token_hash: string | null;
  fill_until: number | null;
  /** Until when somebody may be putting bytes into it; null when nobody is. */
  claimed_until: number | null;
  /** JSON: bytes of each piece that came, while it is awaited; null when none did. */
  part_sizes: string | null;
  created_at: number;
  expires_at: number;
}

/** Owner: records. Tasks that were handed in together. */
export interface BatchRow {
  id: string;
  account_id: string;
  mode: string;
  model: string;
  display_name: string | null;
  /** JSON: generation id and the client's key of each. */
  items: string;
  created_at: number;
  cancelled_at: number | null;
}

/** Owner: console-api. Who signs in to the console. */
export interface UserRow {
  id: string;
  /** What is typed to sign in, in lower case. */
  name: string;
  role: string;
  /** A customer's own account. */
  account_id: string | null;
  /** scrypt; null while only links sign in. */
  password: string | null;
  created_at: number;
  disabled_at: number | null;
}

/** Owner: console-api. */
export interface SessionRow {
  /** SHA-256 of the cookie's token, hex. */
  hash: string;
  user_id: string;
  created_at: number;
  seen_at: number;
}

/** Owner: console-api. */
export interface SignInLinkRow {
  /** SHA-256 of the token in the link, hex. */
  hash: string;
  user_id: string;
  expires_at: number;
}
