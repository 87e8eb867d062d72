import type { TestGateway } from '../gateway/gateway.test.kit.ts';

export interface Visitor {
  /** The cookie a browser would send; empty before signing in. */
  cookie: string;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  json(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many routes, looked into by the tests
export type Json = any;

/** Somebody with a browser of their own. */
export function visitor(gateway: TestGateway): Visitor {
  const self: Visitor = {
    cookie: '',
    async ask(method, path, body, headers = {}) {
      const response = await fetch(`${gateway.url}/console/api${path}`, {
        method,
        headers: {
          ...(self.cookie ? { cookie: self.cookie } : {}),
          'x-plantain-console': '1',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.get('set-cookie');
      if (set) self.cookie = /Max-Age=0/.test(set) ? '' : (set.split(';', 1)[0] as string);
      return response;
    },
    json: async (...args) => (await self.ask(...args)).json(),
  };
  return self;
}

/** Signs in by the path of a link. */
export async function signIn(gateway: TestGateway, link: string): Promise<Visitor> {
  const person = visitor(gateway);
  const response = await person.ask('POST', '/sign-in', { link: link.split('sign-in=')[1] });
  if (response.status !== 201) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return person;
}

export const firstOwner = async (gateway: TestGateway): Promise<Visitor> =>
  signIn(gateway, (await gateway.app.users.first({ actor: 'test' })) as string);

/** A new person of a role, signed in. */
export async function personOf(
  gateway: TestGateway,
  owner: Visitor,
  role: string,
  accountId?: string,
): Promise<Visitor> {
  const { link } = await owner.json('POST', '/users', {
    name: `${role}-${Math.random().toString(36).slice(2)}`,
    role,
    ...(accountId ? { account_id: accountId } : {}),
  });
  return signIn(gateway, link);
}
