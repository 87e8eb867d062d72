import type { Mode } from '../generation/caller.ts';
import { toJsonText } from '../store/json-text.ts';
import type { Db } from '../store/unit.ts';
import { hostOf } from './announce-end.ts';

/** Something an operator wants to be told. */
export interface News {
  /** Given once: an event of that id is told once. */
  readonly id: string;
  readonly url: string;
  /** Whose secrets sign it. */
  readonly accountId: string;
  readonly mode: Mode;
  /** The generation it came to light with, if any. */
  readonly generationId: string | undefined;
  readonly payload: unknown;
  readonly nowMs: number;
}

/** Puts news on its way to an operator, inside the transaction that makes them true. */
export async function announceNews(db: Db, { id, url, accountId, mode, ...news }: News): Promise<void> {
  await db
    .insertInto('callback_events')
    .values({
      id,
      generation_id: news.generationId ?? '',
      account_id: accountId,
      mode,
      url,
      host: hostOf(url),
      state: 'pending',
      attempts: 0,
      next_at: news.nowMs,
      owner: null,
      created_at: news.nowMs,
      finished_at: null,
      payload: toJsonText(news.payload),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
