/** Checks and what they found. Owner: verification. */
export interface VerificationTables {
  verification_runs: VerificationRunRow;
  verification_evidence: VerificationEvidenceRow;
  verification_schedule: VerificationScheduleRow;
}

/** One check of a channel. */
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

/** When a channel is checked next without being asked; one row per channel. */
export interface VerificationScheduleRow {
  channel: string;
  mark: string;
  due_at: number;
  claimed_at: number;
}

/** What one run found out about one row of the capability table; the newest is kept, others as long as generations. */
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
