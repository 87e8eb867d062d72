import type { Mode } from '../generation/caller.ts';
import { toJsonText } from '../store/json-text.ts';
import type { Db } from '../store/unit.ts';

/** Something a client or an operator wants to be told. */
export interface News {
  /** Given once: an event of that id is told once. */
  readonly id: string;
  readonly url: string;
  /** Whose secrets sign it. */
  readonly accountId: string;
  readonly mode: Mode;
  /** The generation it came to light with, if any. */
  readonly generationId: string | undefined;
  /** The body; undefined for the status of the generation. */
  readonly payload: unknown;
  readonly nowMs: number;
}

/** Puts news on their way, inside the transaction that makes them true. */
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
      payload: news.payload === undefined ? null : toJsonText(news.payload),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Host and port; what one receiver gets at once is bounded by it. Empty for a text that is no URL. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
