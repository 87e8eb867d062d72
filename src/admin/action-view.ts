import { isoTime } from '../lib/iso-time.ts';
import { fromJsonText } from '../store/json-text.ts';
import type { ActionRow } from '../store/schema.ts';

/** What an operator did, with the subject before and after it. */
export const actionView = (row: ActionRow) => ({
  object: 'action',
  number: row.number,
  created_at: isoTime(row.created_at),
  actor: row.actor,
  address: row.address,
  request_id: row.request_id,
  action: row.action,
  subject: row.subject,
  before: fromJsonText<unknown>(row.before),
  after: fromJsonText<unknown>(row.after),
});
