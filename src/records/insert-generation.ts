import type { Caller } from '../generation/caller.ts';
import type { PinnedPrice } from '../generation/price.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { insertRows } from '../store/insert-rows.ts';
import { toJsonText } from '../store/json-text.ts';
import type { Db } from '../store/unit.ts';
import { storedRequest } from './generation-record.ts';

export interface NewGeneration {
  readonly id: string;
  readonly caller: Caller;
  readonly request: GenerationRequest;
  readonly state: 'queued' | 'running';
  readonly nowMs: number;
  readonly owner: string | null;
  readonly leaseUntilMs: number | null;
  readonly heldMicros: number;
  readonly price: PinnedPrice | null;
  /** What the protocol needs to write the answer again. */
  readonly choice: Readonly<Record<string, unknown>>;
}

/** Called inside the accepting transaction, beside the hold. */
export async function insertGeneration(db: Db, ...entries: readonly NewGeneration[]): Promise<void> {
  await insertRows(db, 'generations', entries.map(rowOf));
}

const rowOf = (entry: NewGeneration) => ({
  id: entry.id,
  account_id: entry.caller.accountId,
  key_id: entry.caller.keyId,
  mode: entry.caller.mode,
  protocol: entry.request.protocol,
  model: entry.request.model,
  kind: entry.request.kind,
  state: entry.state,
  request: toJsonText(storedRequest(entry.request)),
  count: entry.request.count,
  created_at: entry.nowMs,
  owner: entry.owner,
  lease_until: entry.leaseUntilMs,
  held_micros: entry.heldMicros,
  budgeted_at: entry.caller.settings.budget ? entry.nowMs : null,
  strategy: entry.price?.strategy ?? null,
  price: entry.price && toJsonText(entry.price),
  choice: toJsonText(entry.choice),
  callback_url: entry.request.callbackUrl ?? null,
});
