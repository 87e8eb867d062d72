/** Owner: uploads. */
export interface UploadTables {
  uploads: UploadRow;
}

/** An image a client left to use as a reference. */
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
