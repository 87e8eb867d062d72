import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import { type Random, randomText } from '../lib/ids.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import type { Role } from './roles.ts';
import type { Sessions } from './sessions.ts';
import { insertUser, listUsers, readUser, type User, type UserChange, updateUser } from './user-rows.ts';

export interface UserOrder {
  readonly name: string;
  readonly role: Role;
  readonly accountId: string | undefined;
}

/** The people of the console. A `Refusal` tells what cannot be done. */
export interface Users {
  list(): Promise<User[]>;
  show(id: string): Promise<User>;
  /** The link is a path below the origin, good once and for a day. */
  create(order: UserOrder, by: Actor): Promise<{ user: User; link: string }>;
  update(id: string, change: UserChange, by: Actor): Promise<void>;
  link(id: string, by: Actor): Promise<string>;
  /** The first owner and their link; undefined when there is anybody already. */
  first(by: Actor): Promise<string | undefined>;
}

export function createUsers(store: Store, clock: Clock, sessions: Sessions, random?: Random): Users {
  const list = () => store.read(listUsers, undefined);
  const linkOf = async (id: string, by: Actor) => `/console/#sign-in=${await sessions.link(id, by)}`;

  async function show(id: string): Promise<User> {
    const user = await store.read(readUser, { id });
    if (user) return user;
    throw new Refusal('not_found', `There is no user ${id}.`);
  }

  async function create({ name, ...order }: UserOrder, by: Actor) {
    const id = `usr_${randomText(16, random)}`;
    await store.write(insertUser, { id, name: name.toLowerCase(), ...order, by, nowMs: clock.now() });
    return { user: await show(id), link: await linkOf(id, by) };
  }

  return {
    list,
    show,
    create,
    update: (id, change, by) => store.write(updateUser, { id, ...change, by, nowMs: clock.now() }),
    async link(id, by) {
      const user = await show(id);
      if (user.disabledAtMs !== undefined) throw new Refusal('conflict', `${user.name} is disabled.`);
      return linkOf(user.id, by);
    },
    async first(by) {
      if ((await list()).length > 0) return undefined;
      try {
        return (await create({ name: 'owner', role: 'owner', accountId: undefined }, by)).link;
      } catch (error) {
        // Of processes that start together one makes the first owner.
        if (error instanceof Refusal && error.code === 'conflict') return undefined;
        throw error;
      }
    },
  };
}
