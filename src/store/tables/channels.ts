import type { Generated } from 'kysely';

/** Channels and what is known of them. Owner: channels. */
export interface ChannelTables {
  channels: ChannelRow;
  channel_credentials: ChannelCredentialRow;
  channel_changes: { id: number; version: number; circuits: Generated<number> };
  channel_circuits: ChannelCircuitRow;
}

/** A channel operators made while the gateway runs. */
export interface ChannelRow {
  id: string;
  /** All of it but its secrets, as JSON. */
  entry: string;
  version: number;
  created_at: number;
  updated_at: number;
}

/** */
export interface ChannelCredentialRow {
  id: string;
  channel_id: string;
  position: number;
  /** Sealed with the master key. */
  sealed: string;
  fingerprint: string;
}

/** What the process that looked last found, for the others. */
interface ChannelCircuitRow {
  channel_id: string;
  upstream_model: string;
  version: number;
  node: string;
  cause: string | null;
  open_until: number;
}
