import { answered, listed } from '../admin/admin-route.ts';
import { parseFields } from '../admin/fields.ts';
import { readKeyOrder, readKeyPatch } from '../admin/key-fields.ts';
import { rotation } from '../admin/key-routes.ts';
import { keyView } from '../admin/key-view.ts';
import type { Operations } from '../admin/operations.ts';
import { Refusal } from '../generation/refusal.ts';
import type { ConsoleInput, ConsoleRoute } from './console-route.ts';

/** What a customer may not give a key of its own. */
const operatorsOnly = ['account_id', 'pin_channels'];

/** `/own/keys`: a customer's keys. The key in clear is in the answer that makes it, and nowhere else. */
export function ownKeyRoutes({ keys, catalog }: Operations): ConsoleRoute[] {
  const may: ConsoleRoute['may'] = ({ role, accountId }) => role === 'customer' && accountId !== undefined;

  async function own(input: ConsoleInput): Promise<string> {
    const id = input.params.id ?? '';
    const { accountId } = await keys.show(id);
    if (accountId === input.person.accountId) return id;
    throw new Refusal('not_found', `There is no key ${id}.`);
  }

  return [
    {
      method: 'GET',
      path: '/own/keys',
      may,
      run: async ({ person }) => listed((await keys.list(person.accountId)).map(keyView)),
    },
    {
      method: 'POST',
      path: '/own/keys',
      may,
      async run({ person, by, body }) {
        const order = readKeyOrder(withoutOperators(await body()), catalog);
        const { id, key } = await keys.create({ ...order, accountId: person.accountId as string }, by);
        return answered({ ...keyView(await keys.show(id)), key }, 201);
      },
    },
    {
      method: 'PATCH',
      path: '/own/keys/:id',
      may,
      async run(input) {
        const id = await own(input);
        const patch = readKeyPatch(withoutOperators(await input.body()), catalog);
        return answered(keyView(await keys.update(id, patch, input.by)));
      },
    },
    {
      method: 'POST',
      path: '/own/keys/:id/rotate',
      may,
      async run(input) {
        const id = await own(input);
        const { grace_seconds } = parseFields(rotation, await input.body());
        const { key, ...rotated } = await keys.rotate(id, grace_seconds * 1000, input.by);
        return answered({ ...keyView(rotated), key });
      },
    },
    {
      method: 'POST',
      path: '/own/keys/:id/revoke',
      may,
      async run(input) {
        const id = await own(input);
        if (!(await keys.revoke(id, input.by)))
          throw new Refusal('conflict', `The key ${id} was revoked before.`);
        return answered(keyView(await keys.show(id)));
      },
    },
  ];
}

function withoutOperators(body: unknown): unknown {
  const name = operatorsOnly.find((each) => typeof body === 'object' && body !== null && each in body);
  if (name === undefined) return body;
  throw new Refusal('invalid', `${name}: only operators set this.`, name);
}
