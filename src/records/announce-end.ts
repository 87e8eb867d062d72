import type { Mode } from '../generation/caller.ts';
import type { Db } from '../store/unit.ts';

export interface EndedTask {
  readonly id: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly nowMs: number;
}

/**
 * Puts the news of a task's end on its way to the client, inside the transaction that ends it: there is no
 * end without its event and no event before the end. Nothing for a task without a callback URL.
 */
export async function announceEnd(db: Db, task: EndedTask): Promise<void> {
  const row = await db
    .selectFrom('generations')
    .select('callback_url')
    .where('id', '=', task.id)
    .executeTakeFirst();
  if (!row?.callback_url) return;
  await db
    .insertInto('callback_events')
    .values({
      id: `evt_${task.id}`,
      generation_id: task.id,
      account_id: task.accountId,
      mode: task.mode,
      url: row.callback_url,
      host: hostOf(row.callback_url),
      state: 'pending',
      attempts: 0,
      next_at: task.nowMs,
      owner: null,
      created_at: task.nowMs,
      finished_at: null,
      payload: null,
    })
    .execute();
}

/** Host and port; what one receiver gets at once is bounded by it. Empty for a text that is no URL. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
