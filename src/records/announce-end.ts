import type { Mode } from '../generation/caller.ts';
import type { Db } from '../store/unit.ts';
import { announceNews } from './announce-news.ts';

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
  const { id, accountId, mode, nowMs } = task;
  const about = { accountId, mode, generationId: id, nowMs };
  // Its body is the status of the generation, written when it is sent.
  await announceNews(db, { id: `evt_${id}`, url: row.callback_url, payload: undefined, ...about });
}
