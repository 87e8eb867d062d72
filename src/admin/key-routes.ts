import { z } from 'zod';
import { longestGraceMs } from '../admission/keys.ts';
import { Refusal } from '../generation/refusal.ts';
import { queryText } from '../generation/usage-report.ts';
import { type AdminRoute, answered, idOf, listed } from './admin-route.ts';
import { parseFields } from './fields.ts';
import { readKeyOrder, readKeyPatch } from './key-fields.ts';
import { keyView } from './key-view.ts';
import type { Operations } from './operations.ts';

/** Body of a rotation: how long the secrets before the new one go on at most. */
export const rotation = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(longestGraceMs / 1000)
    .default(0),
});

/** `/keys`: a key in clear is in the answer that makes or rotates it, and nowhere else. */
export const keyRoutes = ({ keys, catalog }: Operations): AdminRoute[] => [
  {
    method: 'GET',
    path: '/keys',
    run: async ({ query }) => listed((await keys.list(queryText(query, 'account_id'))).map(keyView)),
  },
  {
    method: 'POST',
    path: '/keys',
    async run({ by, body }) {
      const order = readKeyOrder(await body(), catalog);
      const { id, key } = await keys.create(order, by);
      return answered({ ...keyView(await keys.show(id)), key }, 201);
    },
  },
  { method: 'GET', path: '/keys/:id', run: async (input) => answered(keyView(await keys.show(idOf(input)))) },
  {
    method: 'PATCH',
    path: '/keys/:id',
    async run(input) {
      const patch = readKeyPatch(await input.body(), catalog);
      return answered(keyView(await keys.update(idOf(input), patch, input.by)));
    },
  },
  {
    method: 'POST',
    path: '/keys/:id/rotate',
    async run(input) {
      const { grace_seconds } = parseFields(rotation, await input.body());
      const { key, ...rotated } = await keys.rotate(idOf(input), grace_seconds * 1000, input.by);
      return answered({ ...keyView(rotated), key });
    },
  },
  {
    method: 'POST',
    path: '/keys/:id/revoke',
    async run(input) {
      const id = idOf(input);
      if (await keys.revoke(id, input.by)) return answered(keyView(await keys.show(id)));
      await keys.show(id);
      throw new Refusal('conflict', `The key ${id} was revoked before.`);
    },
  },
];
