/** News on their way to clients. Owner: tasks/callbacks. */
export interface CallbackTables {
  callback_events: CallbackEventRow;
  callback_attempts: CallbackAttemptRow;
  callback_secrets: CallbackSecretRow;
}

/** Records begins it. The news that a task ended, on its way to a client. */
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

/** */
export interface CallbackAttemptRow {
  event_id: string;
  number: number;
  started_at: number;
  duration_ms: number;
  status: number | null;
  error: string | null;
}

/** Signing secrets of an account; two are valid while one replaces the other. */
export interface CallbackSecretRow {
  id: string;
  account_id: string;
  secret: string;
  created_at: number;
  expires_at: number | null;
}
