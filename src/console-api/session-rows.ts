import { type Actor, noteAction } from '../records/actions.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { toUser, type User } from './user-rows.ts';

/** A session nobody used for twelve hours is over; so is one of thirty days. */
const idleMs = 12 * 3_600_000;
const longestMs = 30 * 86_400_000;
/** How old `seen_at` may grow before it is written again. */
const seenEveryMs = 60_000;

interface NewSession {
  readonly hash: string;
  readonly userId: string;
  readonly nowMs: number;
  /** Who signed in by password; absent where the session only follows one that was there. */
  readonly signIn?: Actor;
}

export const insertSession = defineUnit({
  name: 'insert-session',
  module: import.meta.url,
  async run(db: Db, input: NewSession): Promise<void> {
    const { hash, userId, nowMs, signIn } = input;
    if (signIn) await noteSignIn(db, userId, signIn, 'password', nowMs);
    await db
      .deleteFrom('sessions')
      .where((where) =>
        where.or([where('seen_at', '<', nowMs - idleMs), where('created_at', '<', nowMs - longestMs)]),
      )
      .execute();
    await db
      .insertInto('sessions')
      .values({ hash, user_id: userId, created_at: nowMs, seen_at: nowMs })
      .execute();
  },
});

/** The user of a session that is neither over nor belongs to somebody disabled. */
export const findSession = defineUnit({
  name: 'find-session',
  module: import.meta.url,
  async run(
    db: Db,
    input: { hash: string; nowMs: number },
  ): Promise<{ user: User; isOld: boolean } | undefined> {
    const row = await db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .selectAll('users')
      .select('sessions.seen_at')
      .where('sessions.hash', '=', input.hash)
      .where('sessions.seen_at', '>', input.nowMs - idleMs)
      .where('sessions.created_at', '>', input.nowMs - longestMs)
      .where('users.disabled_at', 'is', null)
      .executeTakeFirst();
    return row && { user: toUser(row), isOld: row.seen_at < input.nowMs - seenEveryMs };
  },
});

export const touchSession = defineUnit({
  name: 'touch-session',
  module: import.meta.url,
  async run(db: Db, input: { hash: string; nowMs: number }): Promise<void> {
    await db.updateTable('sessions').set({ seen_at: input.nowMs }).where('hash', '=', input.hash).execute();
  },
});

export const deleteSession = defineUnit({
  name: 'delete-session',
  module: import.meta.url,
  async run(db: Db, input: { hash: string }): Promise<void> {
    await db.deleteFrom('sessions').where('hash', '=', input.hash).execute();
  },
});

interface NewLink {
  readonly hash: string;
  readonly userId: string;
  readonly expiresAtMs: number;
  readonly by: Actor;
  readonly nowMs: number;
}

export const insertLink = defineUnit({
  name: 'insert-link',
  module: import.meta.url,
  async run(db: Db, input: NewLink): Promise<void> {
    const { hash, userId, expiresAtMs, by, nowMs } = input;
    // One link per person: a newer one ends the one before.
    await db.deleteFrom('sign_in_links').where('user_id', '=', userId).execute();
    await db.insertInto('sign_in_links').values({ hash, user_id: userId, expires_at: expiresAtMs }).execute();
    await noteAction(db, { by, action: 'user.link', subject: userId, after: { expiresAtMs }, nowMs });
  },
});

/** The user of a link, which is used up by this. */
export const useLink = defineUnit({
  name: 'use-link',
  module: import.meta.url,
  async run(db: Db, input: { hash: string; from: Origin; nowMs: number }): Promise<User | undefined> {
    const link = await db
      .deleteFrom('sign_in_links')
      .where('hash', '=', input.hash)
      .where('expires_at', '>', input.nowMs)
      .returning('user_id')
      .executeTakeFirst();
    if (!link) return undefined;
    const row = await db
      .selectFrom('users')
      .selectAll()
      .where('id', '=', link.user_id)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    if (!row) return undefined;
    await noteSignIn(db, row.id, { actor: `user:${row.name}`, ...input.from }, 'link', input.nowMs);
    return toUser(row);
  },
});

const noteSignIn = (db: Db, subject: string, by: Actor, means: 'link' | 'password', nowMs: number) =>
  noteAction(db, { by, action: 'user.sign_in', subject, after: { by: means }, nowMs });

/** Where a request came from that has yet to show whose it is. */
export type Origin = Omit<Actor, 'actor'>;
