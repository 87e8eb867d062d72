import { z } from 'zod';
import { answered } from '../admin/admin-route.ts';
import { parseFields, text } from '../admin/fields.ts';
import { Failure } from '../generation/failure.ts';
import type { SignedIn } from './roles.ts';
import type { Origin } from './session-rows.ts';
import type { Sessions } from './sessions.ts';

const byLink = z.strictObject({ link: z.string().max(100) });
const byPassword = z.strictObject({ name: text(100), password: z.string().max(1_000) });
const signIn = z.union([byLink, byPassword]);
type SignIn = z.output<typeof signIn>;

export const readSignIn = (body: unknown): SignIn => parseFields(signIn, body);

/** The token of a new session. Throws `unauthenticated`, whatever was wrong. */
export async function signInWith(sessions: Sessions, fields: SignIn, from: Origin): Promise<string> {
  const token =
    'link' in fields
      ? await sessions.signInByLink(fields.link, from)
      : await sessions.signInByPassword(fields.name, fields.password, from);
  if (token !== undefined) return token;
  throw new Failure('unauthenticated', {
    message:
      'link' in fields
        ? 'This link was used already or is too old. An owner, or "plantain console link", makes a new one.'
        : 'Name and password do not belong together.',
  });
}

const newPassword = z.strictObject({
  password: z.string().min(12, 'must have at least 12 characters').max(1_000),
});

export const readNewPassword = (body: unknown): string => parseFields(newPassword, body).password;

export const personAnswer = (person: SignedIn, hasPassword: boolean) =>
  answered({
    object: 'session',
    user_id: person.userId,
    name: person.name,
    role: person.role,
    account_id: person.accountId ?? null,
    has_password: hasPassword,
  });
