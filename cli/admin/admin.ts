import { Refusal } from '../../src/generation/refusal.ts';

/** A request of the admin API; `path` is below `/admin/v1`. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** Answers with the text of the body; throws a `Refusal` or a `Failure` that says what to do. */
export type AskAdmin = (request: AdminRequest) => Promise<string>;

/** What operators can do, on a server or straight in the store: the same routes either way. */
export interface Admin {
  get<View>(path: string, query?: AdminRequest['query']): Promise<View>;
  /** The `data` of a list. */
  list<View>(path: string, query?: AdminRequest['query']): Promise<View[]>;
  csv(path: string, query: AdminRequest['query']): Promise<string>;
  post<View>(path: string, body?: unknown): Promise<View>;
  patch<View>(path: string, body: unknown): Promise<View>;
  remove<View>(path: string, query?: AdminRequest['query']): Promise<View>;
}

export function createAdmin(ask: AskAdmin): Admin {
  const json = async <View>(request: AdminRequest) => JSON.parse(await ask(request)) as View;
  return {
    get: (path, query = {}) => json({ method: 'GET', path, query }),
    list: async <View>(path: string, query = {}) =>
      (await json<{ data: View[] }>({ method: 'GET', path, query })).data,
    csv: (path, query) => ask({ method: 'GET', path, query: { ...query, format: 'csv' } }),
    post: (path, body = {}) => json({ method: 'POST', path, body }),
    patch: (path, body) => json({ method: 'PATCH', path, body }),
    remove: (path, query = {}) => json({ method: 'DELETE', path, query }),
  };
}

/** A path with what the user typed in its place; nothing typed leads elsewhere. Throws a `Refusal`. */
export const at = (pieces: TemplateStringsArray, ...typed: readonly string[]): string =>
  pieces.map((piece, index) => piece + stepOf(typed[index])).join('');

function stepOf(typed: string | undefined): string {
  // Also encoded, a URL takes these two for the folder itself and the one above.
  if (typed === '' || typed === '.' || typed === '..') {
    throw new Refusal('invalid', `${JSON.stringify(typed)} is no name or id.`);
  }
  return encodeURIComponent(typed ?? '');
}
