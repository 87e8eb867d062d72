import type { Generated } from 'kysely';

/** What is kept beside generations. Owner: records. */
export interface RecordTables {
  usage_hours: UsageHourRow;
  usage_days: UsageDayRow;
  actions: ActionRow;
  batches: BatchRow;
}

/** Tasks that were handed in together. */
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

/** What ended in one hour, so that statistics never read generations. */
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
  /** By whoever asked; what is neither has failed. */
  cancelled: Generated<number>;
  images: number;
  charged_micros: number;
  cost_micros: number;
  prompt_tokens: number;
  output_tokens: number;
}

/** The hours of one day summed up, once it is over. */
export interface UsageDayRow extends Omit<UsageHourRow, 'hour'> {
  /** Days since 1970, UTC. */
  day: number;
  /** The last of them in which something ended. */
  last_hour: number;
}

/** What an operator did; never changed, chained by hashes. */
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
