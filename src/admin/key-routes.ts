import { z } from 'zod';
import { longestGraceMs } from '../admission/keys.ts';
import { Refusal } from '../generation/refusal.ts';
import { type AdminOperation, answered, idOf, listed } from './admin-route.ts';
import { parseFields } from './fields.ts';
import { keyOrder, keyPatch, readKeyOrder, readKeyPatch } from './key-fields.ts';
import { keyView } from './key-view.ts';
import type { Operations } from './operations.ts';
import { readQuery } from './query-fields.ts';

/** Body of a rotation: how long the secrets before the new one go on at most. */
export const rotation = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(longestGraceMs / 1000)
    .describe('How long the secrets before go on at most.')
    .default(0),
});

const keyQuery = z.object({ account_id: z.string().describe('Only those of this account.').optional() });

/** `/keys`: a key in clear is in the answer that makes or rotates it, and nowhere else. */
export const keyRoutes = ({ keys, catalog }: Operations): AdminOperation[] => [
  {
    method: 'GET',
    path: '/keys',
    docs: { summary: 'List the keys; without the keys themselves', query: keyQuery },
    run: async ({ query }) => listed((await keys.list(readQuery(keyQuery, query).account_id)).map(keyView)),
  },
  {
    method: 'POST',
    path: '/keys',
    docs: {
      summary: 'Make a key; the answer is the only one that shows it',
      body: keyOrder,
      exampleBody: {
        name: 'Shop',
        mode: 'live',
        models: ['nano-banana-2'],
        requests_per_minute: 60,
        budget: { month_micros: 50_000_000 },
      },
    },
    async run({ by, body }) {
      const order = readKeyOrder(await body(), catalog);
      const { id, key } = await keys.create(order, by);
      return answered({ ...keyView(await keys.show(id)), key }, 201);
    },
  },
  {
    method: 'GET',
    path: '/keys/:id',
    docs: { summary: 'Show a key' },
    run: async (input) => answered(keyView(await keys.show(idOf(input)))),
  },
  {
    method: 'PATCH',
    path: '/keys/:id',
    docs: {
      summary: 'Change a key: what is absent stays, what is null is taken away',
      body: keyPatch,
      exampleBody: { requests_per_minute: 120, models: null },
    },
    async run(input) {
      const patch = readKeyPatch(await input.body(), catalog);
      return answered(keyView(await keys.update(idOf(input), patch, input.by)));
    },
  },
  {
    method: 'POST',
    path: '/keys/:id/rotate',
    docs: {
      summary: 'Give a key a new secret; the answer is the only one that shows it',
      body: rotation,
      exampleBody: { grace_seconds: 3_600 },
    },
    async run(input) {
      const { grace_seconds } = parseFields(rotation, await input.body());
      const { key, ...rotated } = await keys.rotate(idOf(input), grace_seconds * 1000, input.by);
      return answered({ ...keyView(rotated), key });
    },
  },
  {
    method: 'POST',
    path: '/keys/:id/revoke',
    docs: { summary: 'End a key for good' },
    async run(input) {
      const id = idOf(input);
      if (await keys.revoke(id, input.by)) return answered(keyView(await keys.show(id)));
      await keys.show(id);
      throw new Refusal('conflict', `The key ${id} was revoked before.`);
    },
  },
];
