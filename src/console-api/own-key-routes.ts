import { answered, listed } from '../admin/admin-route.ts';
import { parseFields } from '../admin/fields.ts';
import { readKeyOrder, readKeyPatch } from '../admin/key-fields.ts';
import { rotation } from '../admin/key-routes.ts';
import { keyView } from '../admin/key-view.ts';
import type { Operations } from '../admin/operations.ts';
import { isInReach, type KeyBounds } from '../admission/key-bounds.ts';
import { Refusal } from '../generation/refusal.ts';
import type { ConsoleRoute } from './console-route.ts';
import type { SignedIn } from './roles.ts';

/** What a customer may not give a key of its own. */
const operatorsOnly = ['account_id', 'pin_channels'];

/** `/own/keys`: a customer's keys. The key in clear is in the answer that makes it, and nowhere else. */
export function ownKeyRoutes({ keys, catalog }: Operations): ConsoleRoute[] {
  const may: ConsoleRoute['may'] = ({ role, accountId }) => role === 'customer' && accountId !== undefined;

  return [
    {
      method: 'GET',
      path: '/own/keys',
      may,
      async run({ person }) {
        const found = await keys.list(person.accountId);
        return listed(found.filter((key) => isInReach(key, boundsOf(person))).map(keyView));
      },
    },
    {
      method: 'POST',
      path: '/own/keys',
      may,
      async run({ person, by, body }) {
        const order = readKeyOrder(withoutOperators(await body()), catalog);
        const bounds = boundsOf(person);
        const { accountId } = bounds;
        const settings = {
          ...order.settings,
          ...(order.settings?.disabled ? { disabledByAccount: true } : {}),
        };
        const { id, key } = await keys.create({ ...order, settings, accountId }, by, bounds);
        return answered({ ...keyView(await keys.show(id)), key }, 201);
      },
    },
    {
      method: 'PATCH',
      path: '/own/keys/:id',
      may,
      async run({ params, person, by, body }) {
        const patch = readKeyPatch(withoutOperators(await body()), catalog);
        return answered(keyView(await keys.update(params.id ?? '', patch, by, boundsOf(person))));
      },
    },
    {
      method: 'POST',
      path: '/own/keys/:id/rotate',
      may,
      async run({ params, person, by, body }) {
        const { grace_seconds } = parseFields(rotation, await body());
        const graceMs = grace_seconds * 1000;
        const { key, ...rotated } = await keys.rotate(params.id ?? '', graceMs, by, boundsOf(person));
        return answered({ ...keyView(rotated), key });
      },
    },
    {
      method: 'POST',
      path: '/own/keys/:id/revoke',
      may,
      async run({ params: { id = '' }, person, by }) {
        if (!(await keys.revoke(id, by, boundsOf(person))))
          throw new Refusal('conflict', `The key ${id} was revoked before.`);
        return answered(keyView(await keys.show(id)));
      },
    },
  ];
}

/** Its own account, but what operators keep there for themselves. */
const boundsOf = ({ accountId }: SignedIn): KeyBounds => ({ accountId: accountId as string, managers: true });

function withoutOperators(body: unknown): unknown {
  const name = operatorsOnly.find((each) => typeof body === 'object' && body !== null && each in body);
  if (name === undefined) return body;
  throw new Refusal('invalid', `${name}: only operators set this.`, name);
}
