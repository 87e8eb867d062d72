import type { Callback, List } from '../answers.ts';
import { ask } from '../ask.ts';

/** Where callbacks and secrets are: a customer's own are those of the public API, staff look at those of an account. */
export interface Paths {
  readonly list: string;
  readonly one: (id: string) => string;
  readonly secrets: string;
}

export const ownPaths: Paths = {
  list: '/v1/callbacks',
  one: (id) => `/v1/callbacks/${id}`,
  secrets: '/v1/callbacks/secrets',
};
export const staffPaths = (accountId: string): Paths => ({
  list: `/admin/accounts/${accountId}/callbacks`,
  one: (id) => `/admin/callbacks/${id}`,
  secrets: `/admin/accounts/${accountId}/callback-secrets`,
});

/** As the public API tells it: the name of its field is a contract with programs. */
type OwnCallback = Omit<Callback, 'generation_id'> & { readonly generation: string };

/** One page of a list, from either API. */
export async function askPage(path: string): Promise<List<Callback>> {
  const page = await ask<List<Callback | OwnCallback>>('GET', path);
  return {
    ...page,
    data: page.data.map((event) =>
      'generation' in event ? { ...event, generation_id: event.generation } : event,
    ),
  };
}
