import { createHash } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { type Random, randomText } from '../lib/ids.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import { hashPassword, isPassword } from './password.ts';
import type { SignedIn } from './roles.ts';
import {
  deleteSession,
  findSession,
  insertLink,
  insertSession,
  type Origin,
  touchSession,
  useLink,
} from './session-rows.ts';
import { findUserByName, setPassword, type User } from './user-rows.ts';

/** How long a link that signs in once can be used. */
const linkMs = 24 * 3_600_000;

export interface Sessions {
  /** A new token for `/console/#sign-in=…`; only its hash is kept. */
  link(userId: string, by: Actor): Promise<string>;
  /** A session's token, or undefined when the link is unknown, old or used. */
  signInByLink(link: string, from: Origin): Promise<string | undefined>;
  /** A session's token, or undefined; the time it takes tells nothing. */
  signInByPassword(name: string, password: string, from: Origin): Promise<string | undefined>;
  /** Whose session it is; undefined when it is over. */
  find(token: string): Promise<SignedIn | undefined>;
  end(token: string): Promise<void>;
  /** Ends every session of the person and gives back the token of a new one. */
  changePassword(person: SignedIn, password: string, by: Actor): Promise<string>;
}

export function createSessions(store: Store, clock: Clock, random?: Random): Sessions {
  async function begin(userId: string, signIn?: Actor): Promise<string> {
    const token = randomText(43, random);
    const session = { hash: hashToken(token), userId, nowMs: clock.now() };
    await store.write(insertSession, { ...session, ...(signIn ? { signIn } : {}) });
    return token;
  }

  return {
    async link(userId, by) {
      const token = randomText(43, random);
      const nowMs = clock.now();
      await store.write(insertLink, {
        hash: hashToken(token),
        userId,
        expiresAtMs: nowMs + linkMs,
        by,
        nowMs,
      });
      return token;
    },
    async signInByLink(link, from) {
      const user = await store.write(useLink, { hash: hashToken(link), from, nowMs: clock.now() });
      return user && begin(user.id);
    },
    async signInByPassword(name, password, from) {
      const found = await store.read(findUserByName, { name: name.toLowerCase() });
      const isRight = await isPassword(password, found?.password);
      if (!isRight || !found || found.user.disabledAtMs !== undefined) return undefined;
      return begin(found.user.id, { actor: `user:${found.user.name}`, ...from });
    },
    async find(token) {
      const [hash, nowMs] = [hashToken(token), clock.now()];
      const found = await store.read(findSession, { hash, nowMs });
      if (found?.isOld) await store.write(touchSession, { hash, nowMs });
      return found && toPerson(found.user);
    },
    end: (token) => store.write(deleteSession, { hash: hashToken(token) }),
    async changePassword(person, password, by) {
      const hashed = await hashPassword(password);
      await store.write(setPassword, { id: person.userId, password: hashed, by, nowMs: clock.now() });
      return begin(person.userId);
    },
  };
}

const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

const toPerson = ({ id, name, role, accountId }: User): SignedIn => ({ userId: id, name, role, accountId });
