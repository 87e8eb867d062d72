import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { UniqueViolation } from '../store/errors.ts';
import { lockRows } from '../store/row-locks.ts';
import type { UserRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { Role } from './roles.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly accountId: string | undefined;
  readonly hasPassword: boolean;
  readonly createdAtMs: number;
  readonly disabledAtMs: number | undefined;
}

export interface NewUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly accountId: string | undefined;
}

export const insertUser = defineUnit({
  name: 'insert-user',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { by, nowMs, ...user }: NewUser & { by: Actor; nowMs: number }): Promise<void> {
    const accountId = user.accountId ?? null;
    if (accountId !== null) {
      const account = await db
        .selectFrom('accounts')
        .select('id')
        .where('id', '=', accountId)
        .executeTakeFirst();
      if (!account) throw new Refusal('not_found', `There is no account ${accountId}.`, 'account_id');
    }
    const taken = await db.selectFrom('users').select('id').where('name', '=', user.name).executeTakeFirst();
    const conflict = () => new Refusal('conflict', `There is a user ${user.name} already.`, 'name');
    if (taken) throw conflict();
    await db
      .insertInto('users')
      .values({
        id: user.id,
        name: user.name,
        role: user.role,
        account_id: accountId,
        password: null,
        created_at: nowMs,
        disabled_at: null,
      })
      .execute()
      .catch((error: unknown) => {
        // Another process has made it since.
        throw error instanceof UniqueViolation ? conflict() : error;
      });
    await noteAction(db, { by, action: 'user.create', subject: user.id, after: user, nowMs });
  },
});

export interface UserChange {
  readonly role?: Role;
  readonly disabled?: boolean;
}

export const updateUser = defineUnit({
  name: 'update-user',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, input: UserChange & { id: string; by: Actor; nowMs: number }): Promise<void> {
    const people = await lockPeople(db, input.id);
    const row = people.find(({ id }) => id === input.id);
    if (!row) throw new Refusal('not_found', `There is no user ${input.id}.`);
    // A customer has an account of its own, and nobody else has (`POST /users` holds to it).
    if (input.role !== undefined && (input.role === 'customer') !== (row.role === 'customer')) {
      const message = 'role: a customer stays one and nobody becomes one; make another user.';
      throw new Refusal('invalid', message, 'role');
    }
    const changed = {
      ...(input.role === undefined ? {} : { role: input.role }),
      ...(input.disabled === undefined ? {} : { disabled_at: input.disabled ? input.nowMs : null }),
    };
    const before = { role: row.role, disabled_at: row.disabled_at };
    const after = { ...before, ...changed };
    if (isOwner(row) && !isOwner(after) && !people.some((one) => one !== row && isOwner(one))) {
      throw new Refusal('conflict', 'This is the last owner; make another one first.');
    }
    if (Object.keys(changed).length > 0) {
      await db.updateTable('users').set(changed).where('id', '=', input.id).execute();
    }
    // What a person may do has changed: no session made before goes on with it.
    await db.deleteFrom('sessions').where('user_id', '=', input.id).execute();
    if (input.disabled) await db.deleteFrom('sign_in_links').where('user_id', '=', input.id).execute();
    const { by, nowMs } = input;
    await noteAction(db, { by, action: 'user.update', subject: input.id, before, after, nowMs });
  },
});

/**
 * Somebody and all owners, locked in one order: of two owners who take the role from each other the second sees what the
 * first one did, and is the last.
 */
async function lockPeople(db: Db, id: string): Promise<UserRow[]> {
  const query = db
    .selectFrom('users')
    .selectAll()
    .where((where) => where.or([where('id', '=', id), where('role', '=', 'owner')]))
    .orderBy('id');
  return lockRows(db, query).execute();
}

const isOwner = (row: Pick<UserRow, 'role' | 'disabled_at'>) =>
  row.role === 'owner' && row.disabled_at === null;

export const setPassword = defineUnit({
  name: 'set-password',
  module: import.meta.url,
  async run(db: Db, input: { id: string; password: string; by: Actor; nowMs: number }): Promise<void> {
    await db.updateTable('users').set({ password: input.password }).where('id', '=', input.id).execute();
    await db.deleteFrom('sessions').where('user_id', '=', input.id).execute();
    // Who changes a password shuts out everybody else: a link of before must not lead back in.
    await db.deleteFrom('sign_in_links').where('user_id', '=', input.id).execute();
    await noteAction(db, { by: input.by, action: 'user.password', subject: input.id, nowMs: input.nowMs });
  },
});

export const listUsers = defineUnit({
  name: 'list-users',
  module: import.meta.url,
  async run(db: Db): Promise<User[]> {
    const rows = await db.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map(toUser);
  },
});

export const readUser = defineUnit({
  name: 'read-user',
  module: import.meta.url,
  async run(db: Db, input: { id: string }): Promise<User | undefined> {
    const row = await db.selectFrom('users').selectAll().where('id', '=', input.id).executeTakeFirst();
    return row && toUser(row);
  },
});

/** With the stored hash of the password, for signing in. */
export const findUserByName = defineUnit({
  name: 'find-user-by-name',
  module: import.meta.url,
  async run(
    db: Db,
    input: { name: string },
  ): Promise<{ user: User; password: string | undefined } | undefined> {
    const row = await db.selectFrom('users').selectAll().where('name', '=', input.name).executeTakeFirst();
    return row && { user: toUser(row), password: row.password ?? undefined };
  },
});

export const toUser = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  role: row.role as Role,
  accountId: row.account_id ?? undefined,
  hasPassword: row.password !== null,
  createdAtMs: row.created_at,
  disabledAtMs: row.disabled_at ?? undefined,
});
