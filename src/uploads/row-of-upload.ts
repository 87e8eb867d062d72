import { createHash } from 'node:crypto';
import type { Caller } from '../generation/caller.ts';
import type { Upload, UploadType } from '../generation/upload.ts';
import type { UploadRow } from '../store/schema.ts';
import { uploadName } from './upload-key.ts';

/** How long an upload is kept. */
const retentionMs = 48 * 3_600_000;

export interface NewRow {
  readonly caller: Caller;
  readonly id: string;
  readonly nowMs: number;
  readonly filename: string | undefined;
}

export const newRow = ({ caller, id, nowMs, filename }: NewRow) => ({
  id,
  account_id: caller.accountId,
  mode: caller.mode,
  key_id: caller.keyId,
  state: 'kept',
  filename: filename ?? null,
  width: 0,
  height: 0,
  token_hash: null,
  fill_until: null,
  claimed_until: null,
  part_sizes: null,
  created_at: nowMs,
  expires_at: nowMs + retentionMs,
});

export const idOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('.')));
export const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
export const isOf = (row: UploadRow, caller: Pick<Caller, 'accountId' | 'mode'>) =>
  row.account_id === caller.accountId && row.mode === caller.mode;

export function isThere(row: UploadRow | undefined, nowMs: number): row is UploadRow {
  if (!row || row.expires_at <= nowMs) return false;
  return row.state === 'kept' || (row.state === 'awaited' && (row.fill_until ?? 0) > nowMs);
}

export const toUpload = (row: UploadRow): Upload => ({
  id: row.id,
  name: uploadName(row),
  ...(row.filename === null ? {} : { filename: row.filename }),
  state: row.state as Upload['state'],
  mediaType: row.media_type as UploadType,
  sizeBytes: row.size_bytes,
  createdAtMs: row.created_at,
  expiresAtMs: row.expires_at,
});
