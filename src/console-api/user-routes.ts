import { z } from 'zod';
import { answered, listed } from '../admin/admin-route.ts';
import { parseFields, text } from '../admin/fields.ts';
import { Refusal } from '../generation/refusal.ts';
import { isoTime } from '../lib/iso-time.ts';
import type { ConsoleRoute } from './console-route.ts';
import { roles, type SignedIn } from './roles.ts';
import type { User } from './user-rows.ts';
import type { Users } from './users.ts';

const role = z.enum(roles);
const create = z.strictObject({ name: text(100), role, account_id: text(100).optional() });
const change = z.strictObject({ role: role.optional(), disabled: z.boolean().optional() });

const owners = (person: SignedIn) => person.role === 'owner';

/** `/users`, for owners: a new person signs in by the link that is shown once. */
export const userRoutes = (users: Users): ConsoleRoute[] => [
  { method: 'GET', path: '/users', may: owners, run: async () => listed((await users.list()).map(userView)) },
  {
    method: 'POST',
    path: '/users',
    may: owners,
    async run({ by, body }) {
      const { name, role, account_id } = parseFields(create, await body());
      if ((role === 'customer') !== (account_id !== undefined)) {
        const message = 'account_id: a customer has an account of its own, and nobody else has.';
        throw new Refusal('invalid', message, 'account_id');
      }
      const { user, link } = await users.create({ name, role, accountId: account_id }, by);
      return answered({ ...userView(user), link }, 201);
    },
  },
  {
    method: 'PATCH',
    path: '/users/:id',
    may: owners,
    async run({ params, by, body }) {
      const fields = parseFields(change, await body());
      await users.update(
        params.id ?? '',
        {
          ...(fields.role === undefined ? {} : { role: fields.role }),
          ...(fields.disabled === undefined ? {} : { disabled: fields.disabled }),
        },
        by,
      );
      return answered(userView(await users.show(params.id ?? '')));
    },
  },
  {
    method: 'POST',
    path: '/users/:id/link',
    may: owners,
    run: async ({ params, by }) => answered({ link: await users.link(params.id ?? '', by) }, 201),
  },
];

const userView = (user: User) => ({
  object: 'user',
  id: user.id,
  name: user.name,
  role: user.role,
  account_id: user.accountId ?? null,
  has_password: user.hasPassword,
  created_at: isoTime(user.createdAtMs),
  disabled_at: isoTime(user.disabledAtMs ?? null),
});
